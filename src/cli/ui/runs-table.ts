import { EXIT } from '../../core/errors.ts'
import type { Money } from '../../core/money.ts'
import { dollarsOf } from '../../core/dollars.ts'
import type { RunDocument } from '../../pipeline/run/record.ts'
import { moneyOf } from '../../reports/sections/amounts.ts'
import { wordsOf } from '../../reports/sections/restated.ts'
import type { RunRow, RunStatus } from '../../warehouse/runs.ts'
import type { Io } from '../io.ts'
import { renderFacts } from './facts.ts'
import { plural } from './numbers.ts'
import { paint } from './paint.ts'
import type { Paint } from './paint.ts'
import { printable, printableLine } from './printable.ts'
import { filesTable } from './run-files.ts'
import { matterPaint, matters, periodText, runCost } from './run-page.ts'
import { renderTable } from './table.ts'
import type { Table } from './table.ts'
import { localTime } from './times.ts'
import { wrapText } from './wrap.ts'

const ID = 8

type PageIo = Pick<Io, 'out' | 'outColour' | 'width'>

export function printRuns(runs: readonly RunRow[], job: string | null, timezone: string, io: PageIo): void {
  if (runs.length === 0) {
    return io.out(
      job === null
        ? 'No job has run yet. `rimuru run daily-report` runs one.\n'
        : `There is no run of ${job}. \`rimuru jobs\` lists the jobs.\n`,
    )
  }
  const style = paint(io.outColour)
  const columns = [
    { title: 'Run' },
    { title: 'Job', shrink: 'end' as const },
    { title: 'Period', optional: 1 },
    { title: 'Started', optional: 3 },
    { title: 'Took', align: 'right' as const, optional: 4 },
    { title: 'Status', paint: (status: string) => statusPaint(status, style)(status) },
    { title: 'Cost', align: 'right' as const },
  ]
  const rows = runs.map((row) => {
    const totals = row.record === null ? null : (JSON.parse(row.record) as RunDocument).totals
    return [
      row.id.slice(0, ID),
      row.job,
      daysOf(row),
      localTime(new Date(row.startedAt).toISOString(), timezone),
      tookText(row),
      statusText(row),
      totals === null ? '–' : runCost(totals),
    ]
  })
  io.out(renderTable({ columns, rows }, io.width, style) + style.dim(`times in ${timezone}\n`))
}

const daysOf = ({ since, until }: RunRow): string =>
  since === null || until === null ? '–' : periodText({ since, until })

const tookText = ({ startedAt, endedAt }: RunRow): string =>
  endedAt === null ? '–' : `${((endedAt - startedAt) / 1000).toFixed(1)} s`

/** The exit code where the status does not tell: of bad data under --strict. */
const statusText = ({ status, exitCode }: RunRow): string =>
  exitCode === EXIT.quality ? `${status} (${exitCode})` : status

/** Of the status alone, or with its exit code after it. */
export function statusPaint(text: string, style: Paint): (text: string) => string {
  const status = text.split(' ')[0] as RunStatus
  if (status === 'ok') return style.green
  return status === 'failed' || status === 'alarm' || status === 'stopped' ? style.red : style.yellow
}

const changeText = (change: Money): string => (change < 0n ? `−${dollarsOf(-change)}` : `+${dollarsOf(change)}`)

/** One run with its steps, its files and who was told. */
export function printRunDetails(row: RunRow, document: Partial<RunDocument>, timezone: string, io: PageIo): void {
  const style = paint(io.outColour)
  const { totals, error, metrics } = document
  const cost = totals ? `${runCost(totals)}, ${plural(totals.requests, 'request')}` : '–'
  io.out(
    renderFacts(
      [
        ['Run', style.bold(row.id)],
        ['Job', printable(row.job)],
        ['Period', daysOf(row)],
        ['Started', `${localTime(new Date(row.startedAt).toISOString(), timezone)} ${timezone}`],
        ['Took', tookText(row)],
        [
          'Status',
          statusPaint(row.status, style)(row.status) + (row.exitCode === null ? '' : `, exit ${row.exitCode}`),
        ],
        ['Cost', cost],
        ...(metrics ? [['Used', usedText(metrics)] as const] : []),
      ],
      style,
    ),
  )
  if (error)
    io.out(`\n${style.red(wrapText(printableLine(`error ${error.code ?? ''}: ${error.message}`), io.width, '', '  '))}`)
  const found = matters(document)
  if (found.length > 0) io.out('\n')
  for (const { label, text: matter } of found) {
    io.out(wrapText(`${label}: ${matter}`, io.width, '', '  ').replace(label, matterPaint(label, style)))
  }
  for (const [title, table] of tablesOf(document)) {
    if (table.rows.length > 0) io.out(`\n${style.bold(title)}\n${renderTable(table, io.width, style)}`)
  }
  if (document.steps && document.outputs && document.outputs.length > 0) {
    io.out(`\n${style.bold('Files')}\n${filesTable(document.outputs, io.width, style)}`)
  }
}

const usedText = ({ cpu_seconds: cpu, memory_used_mb: memory, active_sessions: active }: RunDocument['metrics']) =>
  `${cpu} s of processor, ${memory} MB${active > 0 ? `; ${plural(active, 'session')} active` : ''}`

const tablesOf = ({
  restated = [],
  steps = [],
  deliveries = [],
  hooks = [],
}: Partial<RunDocument>): [string, Table][] => [
  [
    'Restated',
    {
      columns: [
        { title: 'Period' },
        { title: 'Reported', align: 'right' },
        { title: 'Now', align: 'right' },
        { title: 'Change', align: 'right', optional: 1 },
        { title: 'Why', shrink: 'end' },
      ],
      rows: restated.map(({ period, old_cost_usd: old, new_cost_usd: now, reasons }) => [
        periodText(period),
        dollarsOf(moneyOf(old)),
        dollarsOf(moneyOf(now)),
        changeText(moneyOf(now) - moneyOf(old)),
        wordsOf(reasons),
      ]),
    },
  ],
  [
    'Steps',
    {
      columns: [
        { title: 'Step' },
        { title: 'Status', optional: 1 },
        { title: 'Took', align: 'right', optional: 2 },
        { title: 'What it did', shrink: 'end', least: 20 },
      ],
      rows: steps.map(({ title, status, detail, ms }) => [title, status, `${ms} ms`, detail]),
    },
  ],
  [
    'Told',
    {
      columns: [{ title: 'Plugin' }, { title: 'Of', shrink: 'end' }, { title: 'State' }, { title: '', shrink: 'end' }],
      rows: deliveries.map(({ plugin, subject, state, detail }) => [plugin, subject, state, detail ?? '']),
    },
  ],
  [
    'Hooks',
    {
      columns: [{ title: 'Plugin' }, { title: 'Event' }, { title: 'Answer' }, { title: 'Times', align: 'right' }],
      rows: hooks.map(({ plugin, event, action, times }) => [plugin, event, action, String(times)]),
    },
  ],
]
