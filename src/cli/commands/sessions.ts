import { RimuruError } from '../../core/errors.ts'
import { buildSession } from '../../reports/sessions-show.ts'
import { buildSessions } from '../../reports/sessions.ts'
import { actionOf, noWord, wordOf } from '../actions.ts'
import type { Invocation } from '../command.ts'
import { exitOf } from '../quality-exit.ts'
import { openReading } from '../reading.ts'
import { printSession } from '../ui/session-page.ts'
import { printSessions } from '../ui/sessions-table.ts'

const ACTIONS = ['list', 'active', 'show'] as const

export async function run(invocation: Invocation): Promise<number> {
  const { flags, io } = invocation
  const action = actionOf(flags, ACTIONS)
  const id =
    action === 'show' ? wordOf(flags, 'id', 'rimuru sessions list shows the ids there are') : noWord(flags, 'id')
  if (action === 'show' && ['csv', 'md'].includes(String(flags.format)))
    throw new RimuruError('E7001', `a session is not shown as ${String(flags.format)}`, {
      hint: 'as table, json or ndjson',
    })
  const { report, settings } = await openReading(invocation)
  try {
    const input = { ...report, mode: settings.pricing.cost }
    if (typeof id === 'string') {
      const document = await buildSession(input, id)
      printSession(document, flags, io)
      return exitOf(document.quality, flags)
    }
    const sessions = await buildSessions(input, action === 'active' ? Date.now() : null)
    const empty =
      action === 'active'
        ? () => io.note('No session was left open and written to in the last 30 minutes.\n')
        : undefined
    printSessions(sessions, report.sources, flags, io, empty)
    return exitOf(sessions.document.quality, flags)
  } finally {
    report.close()
  }
}
