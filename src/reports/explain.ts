import type { DuckDBConnection } from '../warehouse/queries/connection.ts'
import type { QualityReport } from './quality.ts'
import { countOutside } from '../warehouse/queries/outside.ts'
import type { Scope } from '../warehouse/queries/scope.ts'

/** Something that was seen and is in no total, and why. */
export interface LeftOut {
  readonly reason: string
  readonly count: number
  readonly detail: string
}

export async function buildLeftOut(db: DuckDBConnection, scope: Scope, quality: QualityReport): Promise<LeftOut[]> {
  const { block, files } = quality
  const inFiles = Object.entries(files.removed).sort(([a], [b]) => (a < b ? -1 : 1))
  const byRule = inFiles.reduce((sum, [, count]) => sum + count, 0)
  const outside = await countOutside(db, scope)
  const list: LeftOut[] = [
    {
      reason: 'outside the filters',
      count: outside,
      detail: 'requests of other days, agents, models, projects or branches',
    },
    {
      reason: 'repeated record',
      count: block.duplicates_removed - byRule,
      detail: 'further rows of a streamed response, and copies of it in forks, side logs and moved files',
    },
    ...inFiles.map(([reason, count]) => ({ reason, count, detail: 'left out by a rule of the log format' })),
    {
      reason: 'quarantined record',
      count: block.records_quarantined,
      detail:
        'a number is negative, a fraction or above 2^53, or its time or another field cannot be read; see rimuru doctor',
    },
    ...block.not_understood.map((detail) => ({ reason: 'not fully understood', count: 1, detail })),
    { reason: 'bad line', count: block.lines_bad, detail: 'not one JSON object' },
    ...block.files_failed.map(({ path, reason }) => ({
      reason: 'unreadable file or folder',
      count: 1,
      detail: `${path}: ${reason}`,
    })),
    ...block.blind_spots.map((spot) => ({ reason: 'blind spot', count: 0, detail: spot })),
  ]
  return list.filter(({ reason, count }) => count > 0 || reason === 'blind spot')
}
