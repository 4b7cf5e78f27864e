import type { DuckDBConnection } from './duckdb.ts'
import { quote } from './values.ts'

export interface Root {
  readonly id: number
  readonly agent: string
  readonly path: string
}

export async function readRoots(db: DuckDBConnection): Promise<Root[]> {
  const result = await db.runAndReadAll('select root_id, agent, path from root order by root_id')
  return result.getRows().map(([id, agent, path]) => ({ id: Number(id), agent: String(agent), path: String(path) }))
}

export async function addRoots(db: DuckDBConnection, roots: readonly Root[]): Promise<void> {
  if (roots.length === 0) return
  const rows = roots.map(({ id, agent, path }) => `(${id}, ${quote(agent)}, ${quote(path)})`)
  await db.run(`insert into root values ${rows.join(', ')}`)
}
