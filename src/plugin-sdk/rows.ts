import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Rows } from './definitions.ts'
import type { DataSource } from './messages.ts'

/** The rows of a call, wherever they are: one by one or in batches, and counted. */
export function rowsOf<Row>(data: DataSource<Row>, streamed: () => AsyncIterable<readonly unknown[]>): Rows<Row> {
  const source = sourceOf(data, streamed)
  let count = 0
  async function* batches(): AsyncGenerator<readonly Row[]> {
    for await (const batch of source) {
      count += batch.length
      yield batch
    }
  }
  async function* single(): AsyncGenerator<Row> {
    for await (const batch of batches()) for (const row of batch) yield row
  }
  return {
    batches,
    [Symbol.asyncIterator]: single,
    get count() {
      return count
    },
  }
}

function sourceOf<Row>(
  data: DataSource<Row>,
  streamed: () => AsyncIterable<readonly unknown[]>,
): AsyncIterable<readonly Row[]> {
  if (data.format === 'inline') return inline(data.rows)
  // What the host sends is what its types say.
  if (data.format === 'stream') return streamed() as AsyncIterable<readonly Row[]>
  if (data.format === 'ndjson') return linesOf(data)
  throw new Error(`rows as ${data.format} are not understood`)
}

async function* inline<Row>(rows: readonly Row[]): AsyncGenerator<readonly Row[]> {
  if (rows.length > 0) yield rows
}

const BATCH = 500

async function* linesOf<Row>(data: Extract<DataSource<Row>, { path: string }>): AsyncGenerator<readonly Row[]> {
  const hash = createHash('sha256')
  const file = createReadStream(data.path)
  file.on('data', (piece) => hash.update(piece))
  let batch: Row[] = []
  let count = 0
  for await (const line of createInterface({ input: file, crlfDelay: Infinity })) {
    batch.push(JSON.parse(line) as Row)
    count += 1
    if (batch.length < BATCH) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
  if (count !== data.rows || hash.digest('hex') !== data.sha256) {
    throw new Error(`the file of rows is not the one that was announced: ${data.rows} rows`)
  }
}
