import { appendWith, openBulkAppender } from './bulk.ts'
import type { DuckDBConnection } from './duckdb.ts'

export interface Dimension {
  /** The number of a row, made on first sight, with what else its table has. */
  idOf(key: readonly (string | null)[], others?: () => readonly (string | null)[]): number
  save(): void
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
  let added: { readonly id: number; readonly values: readonly (string | null)[] }[] = []

  return {
    idOf(key, others = () => []) {
      // As DuckDB has it, which stores no half of a character.
      const name = JSON.stringify(key.map((text) => text?.toWellFormed() ?? null))
      const known = ids.get(name)
      if (known !== undefined) return known
      const id = next
      next += 1
      ids.set(name, id)
      added.push({ id, values: [...key, ...others()] })
      return id
    },
    save() {
      const first = added[0]
      if (!first) return
      const texts = first.values.map((_, i) => added.map(({ values }) => values[i]!))
      const types = texts.map(() => 'nullableText' as const)
      const appender = openBulkAppender(db, table, ['int', ...types])
      appendWith(appender, ({ append }) => append([Int32Array.from(added, ({ id }) => id), ...texts], added.length))
      added = []
    },
  }
}
