import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, existsSync, rmSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { pipeline } from 'node:stream/promises'
import { BATCH_ROWS } from '../plugin-sdk/messages.ts'
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
  if (!existsSync(path)) return
  let batch: unknown[] = []
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    signal?.throwIfAborted()
    batch.push(rowIn(line))
    if (batch.length < BATCH_ROWS) continue
    await take(batch)
    batch = []
  }
  if (batch.length > 0) await take(batch)
}

function rowIn(line: string): unknown {
  try {
    return JSON.parse(line) as unknown
  } catch {
    throw new LostError('a line of the rows that it wrote is not JSON')
  }
}
