import type { HookEvent } from '../../hooks/types.ts'
import type { ReportInput } from '../../reports/costs.ts'
import { sessionOf } from '../../reports/exported.ts'
import { itemOf } from '../../reports/sessions.ts'
import { isActiveNow } from '../../reports/sessions-status.ts'
import { within } from '../../reports/series.ts'
import { createSessionInfo, queryOpenSessions } from '../../warehouse/queries/session-info.ts'
import { queryPeriodEnd, querySessions } from '../../warehouse/queries/sessions.ts'
import type { SessionRow } from '../../warehouse/queries/sessions.ts'
import { readSeen, rememberSeen } from '../../warehouse/sessions-seen.ts'
import type { SeenSession } from '../../warehouse/sessions-seen.ts'
import type { RunContext } from './context.ts'

export interface Feed {
  /** Sessions that run at this moment, as far as their files tell. */
  readonly active: number
  readonly events: readonly HookEvent[]
  /** After so many events were told, from the first on: what a run has not told is told by the next. */
  readonly remember: (told: number) => Promise<void>
}

/** Which sessions have started and ended since the last run of the job. Its first run only learns which there are. */
export async function readFeed({ job, now }: RunContext, input: ReportInput): Promise<Feed> {
  const { db, mode } = input
  const isAsked = job.hooks.some(({ on }) => on.some((event) => event.startsWith('Session')))
  return within(input, { since: null, until: null }, async (scope) => {
    await createSessionInfo(db, scope)
    const active = (await queryOpenSessions(db)).filter((session) => isActiveNow(session, now)).length
    if (!isAsked) return { active, events: [], remember: async () => undefined }
    const sessions = await querySessions(db, mode, 'true')
    const seen = await readSeen(db, job.name)
    const end = await queryPeriodEnd(db, scope)
    const current = sessions.map((row) => ({ agent: row.agent, session: row.id, active: isActiveNow(row, now) }))
    const changes = (seen.size === 0 ? [] : sessions).flatMap((row, i) => {
      const session = current[i]!
      return eventsOf(row, session, seen.get(`${row.agent}\0${row.id}`), end).map((event) => ({ event, session }))
    })
    return {
      active,
      events: changes.map(({ event }) => event),
      remember(told) {
        const untold = changes.slice(told)
        const rows = current.flatMap((session) => {
          const first = untold.find((change) => change.session === session)
          if (first?.event.name === 'SessionStart') return []
          return first ? { ...session, active: true } : session
        })
        return rememberSeen(db, job.name, rows)
      },
    }
  })
}

function eventsOf(
  row: SessionRow,
  now: SeenSession,
  before: SeenSession | undefined,
  end: Awaited<ReturnType<typeof queryPeriodEnd>>,
): HookEvent[] {
  const data = { ...sessionOf(itemOf(row, end)) }
  const started: HookEvent[] = before ? [] : [{ name: 'SessionStart', data }]
  const hasEnded = !now.active && (before?.active ?? true)
  return hasEnded ? [...started, { name: 'SessionEnd', data }] : started
}
