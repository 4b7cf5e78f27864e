import type { PeriodBlock, PricesBlock } from '../../../reports/costs.ts'
import type { LeftOut } from '../../../reports/explain.ts'
import type { QualityBlock } from '../../../reports/quality.ts'
import type { CostFigures } from '../../../warehouse/queries/costs.ts'
import type { ExplainedRecord } from '../../../warehouse/queries/explain.ts'
import type { Flags } from '../../command.ts'
import type { Io } from '../../io.ts'
import type { LookedAt } from '../../../pipeline/discover.ts'
import { jsonWriter } from './json.ts'
import { listWriter } from './list.ts'
import { tableWriter } from './table.ts'

export interface ExplainHead {
  readonly period: PeriodBlock
  readonly totals: CostFigures
  readonly quality: QualityBlock
  readonly prices: PricesBlock
  readonly left_out: readonly LeftOut[]
}

/** Takes the records one by one: there may be more of them than fit into memory. */
export interface ExplainWriter {
  record(record: ExplainedRecord): void
  end(): void
}

export function explainWriter(head: ExplainHead, sources: readonly LookedAt[], flags: Flags, io: Io): ExplainWriter {
  const format = flags.json ? 'json' : (flags.format ?? 'table')
  if (format === 'json') return jsonWriter(head, io)
  if (format === 'table') return tableWriter(head, sources, flags, io)
  return listWriter(format as 'csv' | 'md' | 'ndjson', io)
}
