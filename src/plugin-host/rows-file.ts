import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, lstatSync, rmSync } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { StringDecoder } from 'node:string_decoder'
import { BATCH_ROWS, FROM_PLUGIN_LIMIT } from '../plugin-sdk/messages.ts'
import type { DataSource } from '../plugin-sdk/messages.ts'
import { LostError } from './connection.ts'

type RowFile = Exclude<DataSource<never>, { format: 'inline' | 'stream' }>

/** Rows for a plugin that takes no streams, one a line. */
export async function writeRows(
  path: string,
  rows: AsyncIterable<readonly string[]>,
  signal: AbortSignal | undefined,
): Promise<RowFile> {
  const hash = createHash('sha256')
  let count = 0
  async function* lines(): AsyncGenerator<string> {
    for await (const batch of rows) {
      const text = batch.map((row) => `${row}\n`).join('')
      count += batch.length
      hash.update(text)
      yield text
    }
  }
  try {
    await pipeline(lines, createWriteStream(path, { mode: 0o600 }), { signal })
  } catch (error) {
    rmSync(path, { force: true })
    signal?.throwIfAborted()
    throw error
  }
  return { format: 'ndjson', path, rows: count, sha256: hash.digest('hex') }
}

/** Hands on the rows that a plugin has written, if it has. */
export async function readRows(
  path: string,
  take: (rows: readonly unknown[]) => void | Promise<void>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const stat = lstatSync(path, { throwIfNoEntry: false })
  if (!stat) return
  // Anything else may have no end, or never begin.
  if (!stat.isFile()) throw new LostError('what it wrote its rows to is no regular file')
  if (stat.size === 0) return
  let batch: unknown[] = []
  // What is added to it while it is read is not of this call.
  for await (const line of linesIn(createReadStream(path, { end: stat.size - 1, signal }))) {
    batch.push(rowIn(line))
    if (batch.length < BATCH_ROWS) continue
    await take(batch)
    batch = []
  }
  if (batch.length > 0) await take(batch)
}

/** Each line, whose length is looked at before it is whole. */
async function* linesIn(pieces: AsyncIterable<unknown>): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  for await (const piece of pieces) {
    const lines = (rest + decoder.write(piece as Buffer)).split('\n')
    rest = lines.pop()!
    if (rest.length > FROM_PLUGIN_LIMIT) throw new LostError('a line of the rows that it wrote is too long')
    yield* lines
  }
  if (rest !== '') yield rest
}

function rowIn(line: string): unknown {
  try {
    return JSON.parse(line) as unknown
  } catch {
    throw new LostError('a line of the rows that it wrote is not JSON')
  }
}
