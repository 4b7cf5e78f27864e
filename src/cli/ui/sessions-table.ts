import { USAGE_FIELDS } from './figure-fields.ts'
import type { SessionItem, SessionsDocument } from '../../reports/sessions.ts'
import type { SessionsReport } from '../../reports/sessions.ts'
import type { CostFigures } from '../../warehouse/queries/costs.ts'
import type { Flags } from '../command.ts'
import type { Io } from '../io.ts'
import type { Records } from './formats.ts'
import { noData } from './no-data.ts'
import type { LookedAt } from '../../pipeline/discover.ts'
import { costText, count } from './numbers.ts'
import { paint } from './paint.ts'
import type { Paint } from './paint.ts'
import { printData } from './print.ts'
import { qualityLine } from './quality-line.ts'
import { shortIds, shortPaths } from './short-names.ts'
import { renderTable } from './table.ts'
import type { Table, TableColumn } from './table.ts'
import { localTime } from './times.ts'

export function printSessions(
  { document, knownIds }: SessionsReport,
  sources: readonly LookedAt[],
  flags: Flags,
  io: Io,
  empty = () => noData(sources, document, flags, io),
): void {
  if (printData({ document, records: () => recordsOf(document.sessions), items: document.sessions }, flags, io)) return
  if (document.sessions.length === 0) return empty()
  const style = paint(io.outColour)
  const name = io.width === null ? (id: string) => id : shortIds(knownIds)
  io.out(
    renderTable(sessionsTable(document.sessions, document.period.timezone, name, document.totals), io.width, style),
  )
  io.out(qualityLine(document.quality, document.prices, style, io.width))
}

const COLUMNS: readonly TableColumn[] = [
  { title: 'Started' },
  { title: 'Session' },
  { title: 'Agent', optional: 5 },
  { title: 'Project', shrink: 'start', least: 20, optional: 1 },
  { title: 'Branch', shrink: 'end', optional: 6 },
  { title: 'Status', optional: 2 },
  { title: 'Requests', align: 'right', optional: 4 },
  { title: 'Tokens', align: 'right', optional: 3 },
  { title: 'Cost', align: 'right' },
]

export function sessionsTable(
  sessions: readonly SessionItem[],
  timezone: string,
  name: (id: string) => string,
  totals: CostFigures | null,
): Table {
  const project = shortPaths(sessions.flatMap((session) => session.project ?? []))
  return {
    columns: COLUMNS,
    rows: sessions.map((session) => [
      localTime(session.started_at, timezone),
      name(session.id),
      session.agent,
      session.project === null ? '–' : project(session.project),
      session.git_branch ?? '–',
      session.status,
      ...figures(session),
    ]),
    footer: totals === null ? undefined : ['Total', '', '', '', '', '', ...figures(totals)],
  }
}

type Figures = Pick<CostFigures, 'requests' | 'total_tokens' | 'cost_usd' | 'unpriced_requests'>

/** A star marks a cost that leaves something out. */
export const figures = (row: Figures): string[] => [count(row.requests), count(row.total_tokens), costText(row)]

export const statusPaint = (status: SessionItem['status'], style: Paint): string =>
  status === 'failed' ? style.red(status) : status === 'active' ? style.green(status) : status

const FIELDS = [
  'id',
  'agent',
  'parent_id',
  'project',
  'git_branch',
  'status',
  'started_at',
  'ended_at',
  'models',
  'requests',
  ...USAGE_FIELDS,
] as const satisfies readonly (keyof SessionItem)[]

const recordsOf = (sessions: SessionsDocument['sessions']): Records => ({
  columns: FIELDS,
  rows: sessions.map((session) =>
    FIELDS.map((field) => (field === 'models' ? session.models.join(' ') : session[field])),
  ),
})
