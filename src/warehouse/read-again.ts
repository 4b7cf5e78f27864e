import type { DuckDBConnection } from './duckdb.ts'
import { quote } from './values.ts'

export interface DataDirectory {
  readonly agent: string
  readonly path: string
}

/** Makes the next load read everything that is still there in full, whatever rules it was read with. */
export async function readAgain(db: DuckDBConnection, directories: readonly DataDirectory[]): Promise<void> {
  if (directories.length === 0) return
  const known = directories.map(({ agent, path }) => `(agent = ${quote(agent)} and path = ${quote(path)})`).join(' or ')
  await db.run(
    `update file set reader = -abs(reader) where state = 'read' and root_id in (select root_id from root where ${known})`,
  )
  await db.run(
    `delete from meta where name like 'inventory %' or name in (select concat('scan ', root_id) from root where ${known})`,
  )
}
