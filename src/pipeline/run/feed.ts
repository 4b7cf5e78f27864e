import type { HookEvent } from '../../hooks/types.ts'
import type { ReportInput } from '../../reports/costs.ts'
import { sessionOf } from '../../reports/exported.ts'
import { itemOf } from '../../reports/sessions.ts'
import { ACTIVE_WITHIN } from '../../reports/sessions-status.ts'
import { within } from '../../reports/series.ts'
import { createSessionInfo } from '../../warehouse/queries/session-info.ts'
import { queryPeriodEnd, querySessions } from '../../warehouse/queries/sessions.ts'
import { compareSessions, rememberSessions } from '../../warehouse/sessions-seen.ts'
import type { SessionNow } from '../../warehouse/sessions-seen.ts'
import type { RunContext } from './context.ts'

interface SessionRef {
  readonly agent: string
  readonly id: string
}

/** What has become of sessions since the last run of the job. */
export interface SessionChanges {
  readonly started: readonly SessionRef[]
  readonly ended: readonly SessionRef[]
  /** Went on, and did not end. */
  readonly updated: readonly SessionRef[]
  /** What the last run knew of them has changed. */
  readonly restated: readonly SessionRef[]
}

export interface Feed {
  /** Sessions that run at this moment, as far as their files tell. */
  readonly active: number
  readonly changes: SessionChanges
  readonly events: readonly HookEvent[]
  /** After so many events were told, from the first on: what a run has not told is told by the next. */
  readonly remember: (told: number) => Promise<void>
}

const EVENTS = {
  started: 'SessionStart',
  restated: 'SessionRestate',
  updated: 'SessionUpdate',
  ended: 'SessionEnd',
} as const

interface Change {
  readonly kind: keyof typeof EVENTS
  readonly session: SessionNow
}

/** The first run of a job only learns which sessions there are. */
export async function readFeed({ job, now }: RunContext, series: string, input: ReportInput): Promise<Feed> {
  const { db, mode } = input
  const isAsked = job.hooks.some(({ on }) => on.some((event) => event.startsWith('Session')))
  return within(input, { since: null, until: null }, async (scope) => {
    await createSessionInfo(db, scope)
    const { active, changed } = await compareSessions(db, series, now - ACTIVE_WITHIN)
    const changes = changed.flatMap(changesOf)
    return {
      active,
      changes: byKind(changes),
      events: isAsked ? await eventsOf(changes) : [],
      remember: (told) => rememberSessions(db, series, untold(isAsked ? changes.slice(told) : [])),
    }

    async function eventsOf(told: readonly Change[]): Promise<HookEvent[]> {
      if (told.length === 0) return []
      const keys = [...new Set(told.map(({ session }) => session.key))]
      const rows = await querySessions(db, mode, `i.session_id in (${keys.join(', ')})`)
      const end = await queryPeriodEnd(db, scope)
      const data = new Map(rows.map((row) => [`${row.agent}\0${row.id}`, { ...sessionOf(itemOf(row, end)) }]))
      return told.map(({ kind, session }) => ({
        name: EVENTS[kind],
        data: data.get(`${session.agent}\0${session.session}`)!,
      }))
    }
  })
}

function changesOf(session: SessionNow): Change[] {
  const { active, before, lastAt, figures } = session
  const kinds: Change['kind'][] = []
  const hasEnded = !active && (before?.active ?? true)
  if (before === null) kinds.push('started')
  else if (figures !== before.figures) {
    const isSame = before.settled === before.settledNow && (before.active || lastAt !== before.lastAt)
    if (!isSame) kinds.push('restated')
    else if (!hasEnded) kinds.push('updated')
  }
  if (hasEnded) kinds.push('ended')
  return kinds.map((kind) => ({ kind, session }))
}

function byKind(changes: readonly Change[]): SessionChanges {
  const of = (kind: Change['kind']): SessionRef[] =>
    changes.filter((change) => change.kind === kind).map(({ session: { agent, session } }) => ({ agent, id: session }))
  return { started: of('started'), ended: of('ended'), updated: of('updated'), restated: of('restated') }
}

/** The first that was not told of a session decides, since all of it that follows was not told either. */
function untold(changes: readonly Change[]) {
  const first = new Map<number, Change['kind']>()
  for (const { kind, session } of changes) if (!first.has(session.key)) first.set(session.key, kind)
  const keys = (...kinds: Change['kind'][]): number[] =>
    [...first].filter(([, kind]) => kinds.includes(kind)).map(([key]) => key)
  return { asNew: keys('started'), asBefore: keys('restated', 'updated'), asActive: keys('ended') }
}
