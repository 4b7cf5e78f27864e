import type { ReportChart, ReportSection } from '../../plugin-sdk/types.ts'
import type { CostFigures, CostRow } from '../../warehouse/queries/costs.ts'
import type { GroupKey } from '../../warehouse/queries/group-keys.ts'
import { amounts, dearestFirst, FIGURES, mergedRows, shortened, sumRow, table } from './amounts.ts'
import type { NamedAmounts } from './amounts.ts'

const GROUPS = {
  agents: ['agent', 'By agent', 'Agent'],
  models: ['model', 'By model', 'Model'],
  projects: ['project', 'By project', 'Project'],
  branches: ['branch', 'By branch', 'Branch'],
} as const satisfies Record<string, readonly [GroupKey, string, string]>

export type BreakdownId = keyof typeof GROUPS

export const isBreakdown = (id: string): id is BreakdownId => Object.hasOwn(GROUPS, id)

export const keyOf = (id: BreakdownId): GroupKey => GROUPS[id][0]

/** Usage and cost by one thing, the dearest first. */
export function breakdown(
  id: BreakdownId,
  rows: readonly CostRow[],
  totals: CostFigures,
  most: number,
  chartOf: (rows: readonly NamedAmounts[]) => ReportChart | null = () => null,
): ReportSection {
  const [key, title, label] = GROUPS[id]
  const named = mergedRows(rows, key).sort(dearestFirst)
  return table({
    id,
    title,
    columns: [{ key: 'name', label, kind: 'text' }, ...FIGURES],
    rows: shortened(named, most).map((row) => ({ ...row })),
    totals: sumRow(named, amounts(totals)),
    chart: chartOf(named),
  })
}
