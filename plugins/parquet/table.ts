import { createWriteStream } from 'node:fs'
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ExportCall } from 'rimuru/plugin-sdk'

export interface TypedColumn {
  readonly name: string
  readonly type: string
}

/** Loaded while the data is, so that nobody waits for it. The package made for people is two hundred modules more. */
const duckdbLoaded = import('@duckdb/node-bindings')

/** One statement in a database that is gone after it. */
async function runOnce(sql: string, settings: Readonly<Record<string, string>>): Promise<void> {
  const { default: duckdb } = await duckdbLoaded
  const config = duckdb.create_config()
  for (const [name, value] of Object.entries(settings)) duckdb.set_config(config, name, value)
  const database = await duckdb.open(':memory:', config)
  try {
    const connection = await duckdb.connect(database)
    await duckdb.query(connection, sql)
    duckdb.disconnect_sync(connection)
  } finally {
    duckdb.close_sync(database)
  }
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`

const ROWS = 'rows-'
const DAY_MS = 86_400_000

/** What was left of them where the plugin was killed: no export takes a day. */
async function removeAbandoned(dataDir: string): Promise<void> {
  for (const name of await readdir(dataDir)) {
    const path = join(dataDir, name)
    if (name.startsWith(ROWS) && (await stat(path)).mtimeMs < Date.now() - DAY_MS)
      await rm(path, { recursive: true, force: true })
  }
}

/** The rows are kept as JSON lines on disk until all have come, so that memory does not grow with them. */
export async function writeTable(
  path: string,
  columns: readonly TypedColumn[],
  lines: AsyncIterable<string> | Iterable<string>,
  { out, ctx }: ExportCall,
): Promise<void> {
  await removeAbandoned(ctx.dataDir)
  const folder = await mkdtemp(join(ctx.dataDir, ROWS))
  try {
    const file = join(folder, 'rows.ndjson')
    await pipeline(Readable.from(lines), createWriteStream(file))
    const types = columns.map(({ name, type }) => `${quoted(name)}: ${quoted(type)}`).join(', ')
    const { compression } = ctx.config
    await runOnce(
      `copy (from read_json(${quoted(file)}, format = 'newline_delimited', columns = {${types}}))
       to ${quoted(join(out, path))} (format parquet, compression ${String(compression)})`,
      // One thread writes the same bytes each time.
      { threads: '1', memory_limit: '256MB', temp_directory: folder },
    )
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
