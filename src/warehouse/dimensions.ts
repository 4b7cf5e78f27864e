import type { DuckDBConnection } from './duckdb.ts'

export interface Dimension {
  /** The number of a row, made on first sight, with what else its table has. */
  idOf(key: readonly (string | null)[], others?: () => readonly (string | null)[]): number
  save(): Promise<void>
}

/** A small table of distinct texts, held in memory while a load goes on, by the columns that tell its rows apart. */
export async function openDimension(
  db: DuckDBConnection,
  table: string,
  columns: readonly string[],
): Promise<Dimension> {
  const result = await db.runAndReadAll(`select ${table}_id, ${columns.join(', ')} from ${table}`)
  const ids = new Map<string, number>()
  for (const [id, ...values] of result.getRows()) ids.set(JSON.stringify(values), Number(id))
  let next = 1 + [...ids.values()].reduce((most, id) => Math.max(most, id), 0)
  const added: (number | string | null)[][] = []

  return {
    idOf(key, others = () => []) {
      const name = JSON.stringify(key)
      const known = ids.get(name)
      if (known !== undefined) return known
      const id = next
      next += 1
      ids.set(name, id)
      added.push([id, ...key, ...others()])
      return id
    },
    async save() {
      const appender = db.createAppender(table)
      for (const [id, ...values] of added) {
        appender.appendInteger(Number(id))
        for (const value of values) value === null ? appender.appendNull() : appender.appendVarchar(String(value))
        appender.endRow()
      }
      appender.closeSync()
      added.length = 0
    },
  }
}
