import type { CostsDocument } from '../../reports/costs.ts'
import type { CostFigures, CostRow } from '../../warehouse/queries/costs.ts'
import type { GroupKey } from '../../warehouse/queries/group-keys.ts'
import type { Flags } from '../command.ts'
import type { Io } from '../io.ts'
import { FIGURE_FIELDS } from './figure-fields.ts'
import type { Records } from './formats.ts'
import { costText, count, measured } from './numbers.ts'
import { noData } from './no-data.ts'
import type { LookedAt } from '../../pipeline/discover.ts'
import { paint } from './paint.ts'
import { printData } from './print.ts'
import { qualityLine } from './quality-line.ts'
import { renderTable } from './table.ts'
import type { TableColumn } from './table.ts'
import { wrapText } from './wrap.ts'

const TITLES: Readonly<Record<GroupKey, string>> = {
  day: 'Day',
  week: 'Week of',
  month: 'Month',
  block: 'Block from',
  agent: 'Agent',
  model: 'Model',
  project: 'Project',
  branch: 'Branch',
  session: 'Session',
  host: 'Host',
  user: 'User',
}

export function printCosts(document: CostsDocument, sources: readonly LookedAt[], flags: Flags, io: Io): void {
  if (printData({ document, records: () => recordsOf(document) }, flags, io)) return
  const style = paint(io.outColour)
  const isEmpty = document.rows.length === 0
  if (isEmpty) noData(sources, document, flags, io)
  else io.out(renderTable(tableOf(document), io.width, style))
  for (const line of meterLines(document)) io.out(style.dim(wrapText(line, io.width, '', '  ')))
  if (!isEmpty) io.out(qualityLine(document.quality, document.prices, style, io.width))
}

/** An agent may be billed in something else than tokens. */
const meterLines = ({ meters }: CostsDocument): string[] =>
  [...Map.groupBy(meters, ({ agent }) => agent)].map(
    ([agent, own]) => `beside the cost, ${agent}: ${own.map(({ unit, amount }) => measured(amount, unit)).join(', ')}`,
  )

const SUM: readonly TableColumn[] = [
  { title: 'Requests', align: 'right', optional: 3 },
  { title: 'Input', align: 'right', optional: 4 },
  { title: 'Output', align: 'right', optional: 5 },
  { title: 'Cache write', align: 'right', optional: 6 },
  { title: 'Cache read', align: 'right', optional: 7 },
  { title: 'Tokens', align: 'right', optional: 2 },
  { title: 'Cost', align: 'right' },
]

function tableOf({ by, rows, totals }: CostsDocument) {
  const columns: TableColumn[] = by.map((key) => ({
    title: TITLES[key],
    ...(key === 'project'
      ? { shrink: 'start' as const }
      : ['day', 'week', 'month', 'block'].includes(key)
        ? {}
        : { shrink: 'end' as const }),
  }))
  return {
    columns: [...columns, ...SUM],
    rows: rows.map((row) => [...by.map((key) => cell(row, key)), ...figures(row)]),
    footer: [...by.map((_, i) => (i === 0 ? 'Total' : '')), ...figures(totals)],
  }
}

/** A key that a request has nothing for, such as a branch outside git. */
const cell = (row: CostRow, key: GroupKey): string => row[key] ?? '–'

const figures = (row: CostFigures): string[] => [
  count(row.requests),
  count(row.input_tokens),
  count(row.output_tokens),
  count(row.cache_write_5m_tokens + row.cache_write_1h_tokens),
  count(row.cache_read_tokens),
  count(row.total_tokens),
  costText(row),
]

function recordsOf({ by, rows }: CostsDocument): Records {
  return {
    columns: [...by, ...FIGURE_FIELDS],
    rows: rows.map((row) => [...by.map((key) => row[key] ?? null), ...FIGURE_FIELDS.map((field) => row[field])]),
  }
}
