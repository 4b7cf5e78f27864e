import { closeSync } from 'node:fs'
import { openRegular, readBytes } from '../../platform/regular-file.ts'
import { appendWith, openBulkAppender } from '../bulk.ts'
import type { DuckDBConnection } from '../duckdb.ts'
import { textOrNull } from '../values.ts'
import type { FileRecord } from '../files.ts'

/** Of a line, in bytes. Few are longer, and what is not found stays. */
const REACH = 1 << 18

interface Row {
  readonly file: number
  readonly identity: string
  readonly variant: string | null
  readonly offset: number
  readonly second: string
}

/**
 * Finds what other rules made of lines that are still there: these were read again, and today's rules make something else
 * of them, or nothing. What a log no longer says is none of it and stays.
 */
export async function findOutdated(db: DuckDBConnection, files: readonly FileRecord[]): Promise<void> {
  await db.run('create or replace temp table outdated (file_id integer, identity varchar, variant varchar)')
  if (files.length === 0) return
  const paths = new Map(files.map(({ id, path }) => [id, path]))
  const untold = await findUntold(db, [...paths.keys()])
  const rows = [...Map.groupBy(untold, ({ file }) => file)].flatMap(([file, ofFile]) =>
    stillThere(paths.get(file)!, ofFile),
  )
  appendWith(openBulkAppender(db, 'outdated', ['int', 'text', 'nullableText']), ({ append }) =>
    append(
      [
        Int32Array.from(rows, ({ file }) => file),
        rows.map(({ identity }) => identity),
        rows.map(({ variant }) => variant),
      ],
      rows.length,
    ),
  )
}

/** Not told again, or told as less: what was more would stand for it ever after. */
async function findUntold(db: DuckDBConnection, files: readonly number[]): Promise<Row[]> {
  const result = await db.runAndReadAll(`
    select e.file_id, e.identity, e.variant, e.byte_offset, strftime(e.happened_at, '%Y-%m-%dT%H:%M:%S')
    from entry e
    where e.file_id in (${files.join(', ')}) and not e.derived
      and not exists (
        from incoming i
        where i.file_id = e.file_id and i.identity = e.identity and i.variant is not distinct from e.variant
          and i.weight >= e.weight and i.demoted <= e.demoted
      )`)
  return result.getRows().map(([file, identity, variant, offset, second]) => ({
    file: Number(file),
    identity: String(identity),
    variant: textOrNull(variant),
    offset: Number(offset),
    second: String(second),
  }))
}

/** Those whose line begins where it did and is of the same time. In a compressed log there is no telling. */
function stillThere(path: string, rows: readonly Row[]): Row[] {
  let fd: number
  try {
    ;({ fd } = openRegular(path))
  } catch {
    return []
  }
  try {
    return rows.filter(({ offset, second }) => {
      const before = Math.max(0, offset - 1)
      const text = readBytes(fd, before, offset + REACH).toString('latin1')
      const line = offset === 0 ? `\n${text}` : text
      return line.startsWith('\n{') && line.slice(1).split('\n', 1)[0]!.includes(second)
    })
  } finally {
    closeSync(fd)
  }
}
