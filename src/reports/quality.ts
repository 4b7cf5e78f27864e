import type { DuckDBConnection } from '../warehouse/queries/connection.ts'
import { queryFileQuality, queryUnpriced } from '../warehouse/queries/quality.ts'
import type { FailedFile, FileQuality } from '../warehouse/queries/quality.ts'
import { choiceSql } from '../warehouse/queries/costs.ts'
import type { CostRow } from '../warehouse/queries/costs.ts'
import { RATE_OF_ENTRY } from '../warehouse/queries/rates.ts'
import type { CostMode } from '../warehouse/queries/rates.ts'
import type { Scope } from '../warehouse/queries/scope.ts'

/** What could make a number wrong, in every document. */
export interface QualityBlock {
  readonly files_seen: number
  readonly files_read: number
  readonly files_failed: readonly FailedFile[]
  readonly lines_bad: number
  readonly records_quarantined: number
  /** What of records that count is not understood, and may be missing in the totals. */
  readonly not_understood: readonly string[]
  readonly duplicates_removed: number
  readonly unpriced_models: readonly string[]
  readonly blind_spots: readonly string[]
}

export interface QualitySource {
  readonly agent: { readonly id: string; readonly name: string; readonly blindSpots: readonly string[] }
  readonly exists: boolean
  readonly files: readonly unknown[]
  readonly failed: readonly FailedFile[]
}

export interface QualityReport {
  readonly block: QualityBlock
  readonly files: FileQuality
  readonly unpriced: readonly { readonly model: string; readonly requests: number; readonly tokens: number }[]
}

/** With costs by `models` where they are known already, or those that may have no price. */
export async function buildQuality(
  db: DuckDBConnection,
  scope: Scope,
  sources: readonly QualitySource[],
  mode: CostMode,
  models?: readonly CostRow[],
): Promise<QualityReport> {
  const files = await queryFileQuality(db, scope)
  const unpriced = models ? unpricedIn(models) : await queryUnpriced(db, choiceSql(mode), RATE_OF_ENTRY)
  const covered = sources.filter(({ agent }) => scope.agents.length === 0 || scope.agents.includes(agent.id))
  const failed = [...covered.flatMap((source) => source.failed), ...files.failed].sort((a, b) =>
    a.path < b.path ? -1 : 1,
  )
  const spots = covered.flatMap(({ agent, files: found }) =>
    found.length === 0 && !files.agents.includes(agent.id)
      ? []
      : agent.blindSpots.map((spot) => `${agent.name}: ${spot}`),
  )
  return {
    files,
    unpriced,
    block: {
      files_seen: files.read + failed.length,
      files_read: files.read,
      files_failed: failed,
      lines_bad: files.linesBad,
      records_quarantined: files.quarantined,
      not_understood: files.notes,
      duplicates_removed: files.duplicates,
      unpriced_models: unpriced.map(({ model }) => model),
      blind_spots: [...new Set(spots)],
    },
  }
}

const unpricedIn = (models: readonly CostRow[]): QualityReport['unpriced'] =>
  models
    .filter(({ unpriced_requests: requests, unpriced_tokens: tokens }) => requests + tokens > 0)
    .map((row) => ({ model: row.model ?? '', requests: row.unpriced_requests, tokens: row.unpriced_tokens }))
