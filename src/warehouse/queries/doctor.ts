import type { DuckDBConnection } from '../duckdb.ts'
import { numberOrNull } from '../values.ts'
import type { Scope } from './scope.ts'

export interface Vanished {
  readonly files: number
  /** Requests of the report that are known from them alone. */
  readonly requests: number
}

/** Log files that are no longer there: what was read from them stays. */
export async function queryVanished(db: DuckDBConnection, scope: Scope): Promise<Vanished> {
  if (scope.roots.length === 0) return { files: 0, requests: 0 }
  const result = await db.runAndReadAll(`
    with gone as (select file_id from file where state = 'gone' and root_id in (${scope.roots.join(', ')}))
    select (select count(*) from gone), coalesce(sum(e.requests), 0)::bigint from scoped e semi join gone using (file_id)`)
  const [files, requests] = result.getRows()[0] ?? []
  return { files: Number(files ?? 0), requests: Number(requests ?? 0) }
}

export interface Measured {
  readonly exact: number
  readonly partial: number
  readonly estimated: number
  /** Milliseconds since the epoch. */
  readonly newest: number | null
}

export async function queryMeasured(db: DuckDBConnection): Promise<Measured> {
  const of = (code: number): string => `coalesce(sum(requests) filter (quality = ${code}), 0)::bigint`
  const result = await db.runAndReadAll(`select ${of(0)}, ${of(1)}, ${of(2)}, epoch_ms(max(happened_at)) from scoped`)
  const [exact, partial, estimated, newest] = result.getRows()[0] ?? []
  return {
    exact: Number(exact ?? 0),
    partial: Number(partial ?? 0),
    estimated: Number(estimated ?? 0),
    newest: numberOrNull(newest),
  }
}
