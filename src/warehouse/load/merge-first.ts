import type { DuckDBConnection } from '../duckdb.ts'
import { isFilled } from '../is-filled.ts'
import { CONTESTED, rankSources, SHARED, SHARED_COPIES, WINNER, yieldToOriginals } from './merge.ts'

export interface FirstMerge {
  readonly severalRoots: boolean
  /** The table `candidate` has identities. */
  readonly repeated: boolean
  /** Some name the response they are a copy of. */
  readonly copies: boolean
}

/** The rows that may not be the only ones of their identity. */
const CONTENDER = `
  create or replace temp table contender as
  select rowid as entry_row, file_id, root_id, identity, variant, part, weight, input, output, cache_read, cache_write_5m,
    cache_write_1h, demoted, copied, quality, byte_offset
  from entry semi join candidate using (identity)`

const DECIDE = `
  update entry set counted = verdict.counted, contested = true
  from (
    select p.entry_row, w.file_id is not null as counted
    from contender p semi join contested using (root_id, identity)
    left join winner w on w.root_id = p.root_id and w.identity = p.identity and w.file_id = p.file_id
      and w.variant is not distinct from p.variant
  ) verdict
  where entry.rowid = verdict.entry_row`

/** The rows stand in an `entry` that was empty, as if all of them counted: only those of repeated identities are looked at. */
export async function mergeFirst(db: DuckDBConnection, { severalRoots, repeated, copies }: FirstMerge): Promise<void> {
  if (repeated) {
    await db.run(CONTENDER)
    await db.run(CONTESTED('contender'))
    if (await isFilled(db, 'contested')) {
      await db.run(WINNER('contender'))
      await db.run(DECIDE)
    }
  }
  if (copies) await yieldToOriginals(db)
  await rankSources(db)
  if (severalRoots && repeated) {
    await db.run('create or replace temp table touched as from candidate')
    await db.run(SHARED)
  }
  if (severalRoots && copies) await db.run(SHARED_COPIES)
}
