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
  /** After it was told, so that what a cut off run has not told is told by the next. */
  readonly remember: () => Promise<void>
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
    const events = seen.size === 0 ? [] : sessions.flatMap((row, i) => eventsOf(row, current[i]!, seen, end))
    return { active, events, remember: () => rememberSeen(db, job.name, current) }
  })
}

function eventsOf(
  row: SessionRow,
  now: SeenSession,
  seen: ReadonlyMap<string, SeenSession>,
  end: Awaited<ReturnType<typeof queryPeriodEnd>>,
): HookEvent[] {
  const before = seen.get(`${row.agent}\0${row.id}`)
  const data = { ...sessionOf(itemOf(row, end)) }
  const started: HookEvent[] = before ? [] : [{ name: 'SessionStart', data }]
  const hasEnded = !now.active && (before?.active ?? true)
  return hasEnded ? [...started, { name: 'SessionEnd', data }] : started
}
