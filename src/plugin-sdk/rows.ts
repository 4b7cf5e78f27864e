import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { StringDecoder } from 'node:string_decoder'
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

async function* linesOf<Row>(data: Extract<DataSource<Row>, { path: string }>): AsyncGenerator<readonly Row[]> {
  const hash = createHash('sha256')
  const decoder = new StringDecoder('utf8')
  let rest = ''
  let count = 0
  for await (const piece of createReadStream(data.path) as AsyncIterable<Buffer>) {
    hash.update(piece)
    // Of all that ends a line elsewhere only this cannot stand within JSON.
    const lines = (rest + decoder.write(piece)).split('\n')
    rest = lines.pop()!
    if (lines.length === 0) continue
    count += lines.length
    yield lines.map((line) => JSON.parse(line) as Row)
  }
  if (rest !== '') {
    count += 1
    yield [JSON.parse(rest) as Row]
  }
  if (count !== data.rows || hash.digest('hex') !== data.sha256) {
    throw new Error(`the file of rows is not the one that was announced: ${data.rows} rows`)
  }
}
