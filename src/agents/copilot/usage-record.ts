import type { Sink } from '../_shared/agent.ts'
import { isObject } from '../_shared/json.ts'
import type { JsonObject } from '../_shared/json.ts'
import { textOf } from '../_shared/tokens.ts'
import { billingOf, SELLER } from './billing.ts'
import { withRecord } from './meters.ts'
import { EVENT_FIELDS, missingCounts, noteUnknownFields, tellsCounts } from './names.ts'
import type { SessionEvent } from './session-events.ts'
import { callIdentity, RANK } from './sources.ts'
import type { State } from './state.ts'
import { tellAgain } from './tell-again.ts'
import { tell, usageOf } from './usage.ts'

/** One for each request since 1.0.102 at the latest, those of sub-agents and compactions among them. */
export function takeUsageRecord(event: SessionEvent, state: State, sink: Sink): void {
  const { usage } = event.data
  if (isObject(usage)) noteUnknownFields(usage, EVENT_FIELDS, event.offset, sink)
  // The sums of a shutdown count as long as no record does.
  if (!isObject(usage) || !tellsCounts(usage, EVENT_FIELDS)) return noteUncounted(event.offset, sink)
  for (const count of missingCounts(usage, EVENT_FIELDS)) noteUncounted(event.offset, sink, `its ${count}`)
  if (!state.hasRecords) tellAgain(event.session, state, sink)
  const accounting = isObject(usage.accounting) ? usage.accounting : {}
  // A fork copies the records of its origin, where they belong.
  const owner = textOf(accounting.sourceSessionId) ?? event.session
  const counts = usageOf(usage, EVENT_FIELDS)
  if (event.time === null)
    return sink.problem({ kind: 'quarantined', offset: event.offset, detail: 'no time in the record' })
  const agent = subagentOf(event.line)
  const billing = billingOf(usage)
  if (owner === event.session) state.meters = withRecord(state.meters, billing, event.time)
  tell(
    {
      identity: identityOf(usage, accounting, owner, event, state),
      session: agent === null ? owner : `${owner}/${agent}`,
      time: event.time,
      cwd: state.cwd,
      branch: state.branch,
      offset: event.offset,
      copied: owner !== event.session,
      subagent: agent !== null || usage.initiator === 'sub-agent',
      quality: 'exact',
      sourceRank: RANK.usageRecord,
      parts: [
        {
          model: textOf(usage.model),
          provider: sellerOf(usage),
          usage: counts,
          nanoCredits: billing.nanoCredits,
        },
      ],
    },
    sink,
  )
}

export const noteUncounted = (offset: number, sink: Sink, what = 'usage'): void =>
  sink.problem({ kind: 'note', offset, detail: `a usage record without ${what}` })

function identityOf(
  usage: JsonObject,
  accounting: JsonObject,
  owner: string,
  { line, offset }: SessionEvent,
  state: State,
): string {
  const id = textOf(accounting.usageId) ?? textOf(usage.apiCallId)
  const number = typeof accounting.sequence === 'number' ? `${owner}:${accounting.sequence}` : null
  if (id === null) return number ?? `${owner}:${textOf(line.id) ?? `@${offset}`}`
  const { record } = state
  // A proxy may give all of its answers one id: then their numbers tell apart those that follow each other.
  const isOther = record?.id === id && number !== null && number !== record.number
  const key = isOther ? `${id}:${number}` : record?.id === id ? record.key : id
  state.record = { id, number, key }
  return callIdentity(key)
}

const sellerOf = (usage: JsonObject): string | null => (usage.isByok === true ? textOf(usage.providerType) : SELLER)

/** Its events carry its id; those of the agent itself carry none. */
export function subagentOf(line: JsonObject): string | null {
  const agent = textOf(line.agentId)
  return agent === 'main' ? null : agent
}
