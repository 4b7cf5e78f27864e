import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ExportCall } from 'rimuru/plugin-sdk'

export interface TypedColumn {
  readonly name: string
  readonly type: string
}

/** Loaded while the data is, so that nobody waits for it. */
const duckdbLoaded = import('@duckdb/node-api')

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`

/** The rows are kept as JSON lines on disk until all have come, so that memory does not grow with them. */
export async function writeTable(
  path: string,
  columns: readonly TypedColumn[],
  lines: AsyncIterable<string> | Iterable<string>,
  { out, ctx }: ExportCall,
): Promise<void> {
  const folder = await mkdtemp(join(ctx.dataDir, 'rows-'))
  try {
    const file = join(folder, 'rows.ndjson')
    await pipeline(Readable.from(lines), createWriteStream(file))
    const { DuckDBInstance } = await duckdbLoaded
    const instance = await DuckDBInstance.create(':memory:', {
      // One thread writes the same bytes each time.
      threads: '1',
      memory_limit: '256MB',
      temp_directory: folder,
    })
    try {
      const connection = await instance.connect()
      const types = columns.map(({ name, type }) => `${quoted(name)}: ${quoted(type)}`).join(', ')
      const { compression } = ctx.config
      await connection.run(
        `copy (from read_json(${quoted(file)}, format = 'newline_delimited', columns = {${types}}))
       to ${quoted(join(out, path))} (format parquet, compression ${String(compression)})`,
      )
      connection.closeSync()
    } finally {
      instance.closeSync()
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
