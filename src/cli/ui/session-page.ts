import type { SessionDocument } from '../../reports/sessions-show.ts'
import type { Flags } from '../command.ts'
import type { Io } from '../io.ts'
import { renderFacts } from './facts.ts'
import { toJson } from './formats.ts'
import { costText, count, grouped, plural } from './numbers.ts'
import { paint } from './paint.ts'
import { printable } from './printable.ts'
import { qualityLine } from './quality-line.ts'
import { figures, sessionsTable, statusPaint } from './sessions-table.ts'
import { renderTable } from './table.ts'
import type { Table } from './table.ts'
import { localTime } from './times.ts'

export function printSession(document: SessionDocument, flags: Flags, io: Io): void {
  if (flags.json || flags.format === 'json') return io.out(toJson(document))
  if (flags.format === 'ndjson') return io.out(`${JSON.stringify(document)}\n`)
  const { session, subagents, totals, period } = document
  const style = paint(io.outColour)
  const section = (title: string): void => io.out(`\n${style.bold(title)}\n`)
  const at = (iso: string | null): string => localTime(iso, period.timezone)
  const spawned = session.parent_id === null ? [] : [['Spawned by', printable(session.parent_id)] as const]
  io.out(
    renderFacts(
      [
        ['Session', style.bold(printable(session.id))],
        ['Agent', session.agent],
        ...spawned,
        ['Status', statusPaint(session.status, style)],
        ['Started', at(session.started_at)],
        ['Last record', at(session.ended_at)],
        ['Project', printable(session.project ?? '–')],
        ['Branch', printable(session.git_branch ?? '–')],
        ['Own cost', costText(session)],
        ...document.meters.map(({ unit, amount }) => [titled(unit), grouped(amount)] as const),
        ...(subagents.length > 0 ? [['With sub-agents', costText(totals)] as const] : []),
      ],
      style,
    ),
  )
  if (document.models.length > 0) {
    section('Models')
    io.out(renderTable(modelsTable(document), io.width, style))
  }
  if (subagents.length > 0) {
    section(plural(subagents.length, 'sub-agent'))
    const footer = ['With session', '', '', '', '', '', ...figures(totals)]
    io.out(renderTable({ ...sessionsTable(subagents, period.timezone, (id) => id, null), footer }, io.width, style))
  }
  section('Files')
  for (const { path, state, lines_bad } of document.files) {
    const bad = lines_bad > 0 ? style.yellow(` (${plural(lines_bad, 'bad line')})`) : ''
    io.out(
      `${printable(path)}${state === 'read' ? '' : style.yellow(` (${state === 'gone' ? 'gone, its history is kept' : state})`)}${bad}\n`,
    )
  }
  io.out(`\n${qualityLine(document.quality, document.prices, style, io.width)}`)
}

const titled = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

const modelsTable = ({ models, session }: SessionDocument): Table => ({
  columns: [
    { title: 'Model', shrink: 'end' },
    { title: 'Requests', align: 'right', optional: 1 },
    { title: 'Input', align: 'right', optional: 2 },
    { title: 'Output', align: 'right', optional: 3 },
    { title: 'Cache write', align: 'right', optional: 4 },
    { title: 'Cache read', align: 'right', optional: 5 },
    { title: 'Cost', align: 'right' },
  ],
  rows: models.map((model) => [model.model, ...wideFigures(model)]),
  footer: models.length > 1 ? ['Total', ...wideFigures(session)] : undefined,
})

const wideFigures = (row: SessionDocument['models'][number] | SessionDocument['session']): string[] => [
  count(row.requests),
  count(row.input_tokens),
  count(row.output_tokens),
  count(row.cache_write_5m_tokens + row.cache_write_1h_tokens),
  count(row.cache_read_tokens),
  costText(row),
]
