import type { AgentItem, AgentPlace, AgentsDocument } from '../../reports/agents.ts'
import type { Flags } from '../command.ts'
import type { Io } from '../io.ts'
import type { Records } from './formats.ts'
import { knownText } from './known-text.ts'
import { count, plural } from './numbers.ts'
import { paint } from './paint.ts'
import type { Paint } from './paint.ts'
import { printable } from './printable.ts'
import { printData } from './print.ts'
import { qualityLine } from './quality-line.ts'
import { renderTable } from './table.ts'
import { localTime } from './times.ts'
import { wrapText } from './wrap.ts'

export interface AgentsView {
  readonly timezone: string
  /** Also what is not there, what failed, and what is never logged. */
  readonly full: boolean
}

export function printAgents(document: AgentsDocument, view: AgentsView, flags: Flags, io: Io): void {
  if (printData({ document, records: () => recordsOf(document), items: document.agents }, flags, io)) return
  const style = paint(io.outColour)
  io.out(renderTable(summary(document.agents, view), io.width, style))
  io.out(`\n${style.bold('Data directories')}\n`)
  const width = Math.max(...document.agents.map(({ name }) => name.length))
  for (const agent of document.agents) for (const line of linesOf(agent, view, style)) io.out(`${line}\n`)
  io.out(`\n${qualityLine(document.quality, document.prices, style, io.width)}`)

  function linesOf(agent: AgentItem, { full, timezone }: AgentsView, { dim, yellow, red }: Paint): string[] {
    const title = printable(agent.name).padEnd(width)
    const shown = agent.places.filter(
      (place) => full || place.exists || place.failed.length > 0 || agent.requests === 0,
    )
    const places = shown.flatMap((place) => [
      `${title}  ${printable(place.path)}  ${place.files > 0 ? stateOf(place) : dim(stateOf(place))}`,
      ...(full && place.sessions > 0 ? [`  ${knownText(place, timezone)}`] : []),
      ...(full ? place.failed.map(({ path, reason }) => `  ${red(printable(`${path}: ${reason}`))}`) : []),
    ])
    const isPlain = !full && places.length > 0 && !shown.some(({ exists }) => exists)
    const note = agent.note === null || isPlain ? [] : [`${title}  ${yellow(printable(agent.note))}`]
    const spots =
      full && agent.files_read > 0
        ? agent.blind_spots.map((spot) => dim(wrapText(`never logged: ${spot}`, io.width, '  ', '    ').trimEnd()))
        : []
    return [...places, ...note, ...spots]
  }
}

function stateOf({ exists, files, failed, origin }: AgentPlace): string {
  const from = origin === 'default' ? '' : `, from ${origin}`
  if (!exists) return `(not there${from})`
  const wrong = failed.length > 0 ? `, ${plural(failed.length, 'failure')}` : ''
  return `(${files === 0 ? 'no logs in it' : plural(files, 'file')}${wrong}${from})`
}

const summary = (agents: readonly AgentItem[], { timezone, full }: AgentsView) => ({
  columns: [
    { title: 'Agent' },
    { title: 'Files', align: 'right' as const },
    { title: 'Sessions', align: 'right' as const },
    { title: 'Requests', align: 'right' as const },
    ...(full
      ? [
          { title: 'Exact', align: 'right' as const, optional: 1 },
          { title: 'Partial', align: 'right' as const },
          { title: 'Estimated', align: 'right' as const },
        ]
      : []),
    { title: 'Newest' },
  ],
  rows: agents.map((agent) => [
    agent.name,
    count(agent.files_read),
    count(agent.sessions),
    count(agent.requests),
    ...(full ? [count(agent.quality.exact), count(agent.quality.partial), count(agent.quality.estimated)] : []),
    localTime(agent.newest, timezone),
  ]),
})

const recordsOf = ({ agents }: AgentsDocument): Records => ({
  columns: [
    'id',
    'name',
    'files_read',
    'files_gone',
    'sessions',
    'requests',
    'newest',
    'exact',
    'partial',
    'estimated',
    'note',
  ],
  rows: agents.map((agent) => [
    agent.id,
    agent.name,
    agent.files_read,
    agent.files_gone,
    agent.sessions,
    agent.requests,
    agent.newest,
    agent.quality.exact,
    agent.quality.partial,
    agent.quality.estimated,
    agent.note,
  ]),
})
