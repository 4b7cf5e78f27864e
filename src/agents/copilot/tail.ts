import type { Sink } from '../_shared/agent.ts'
import { isObject } from '../_shared/json.ts'
import { textOf } from '../_shared/tokens.ts'
import { billingOf } from './billing.ts'
import { EVENT_FIELDS, noteUnknownFields } from './names.ts'
import type { SessionEvent } from './session-events.ts'
import { RANK } from './sources.ts'
import type { State, Told } from './state.ts'
import { tellPart } from './tell-again.ts'
import { isNone, NO_USAGE, usageOf } from './usage.ts'
import type { Part } from './usage.ts'

/** Versions without usage records put the output, and no more, with each answer. */
export function takeMessage(event: SessionEvent, state: State, sink: Sink): void {
  const { data } = event
  const { output } = usageOf(data, EVENT_FIELDS)
  const id = textOf(data.messageId) ?? textOf(data.apiCallId)
  takeTail(
    event,
    id,
    { model: textOf(data.model), provider: null, usage: { ...NO_USAGE, output }, nanoCredits: null },
    state,
    sink,
  )
}

/** What it took to shorten the history. */
export function takeCompaction(event: SessionEvent, state: State, sink: Sink): void {
  const used = event.data.compactionTokensUsed
  if (!isObject(used)) return
  const usage = usageOf(used, EVENT_FIELDS)
  if (!state.hasRecords) noteUnknownFields(used, EVENT_FIELDS, event.offset, sink)
  const part = { model: textOf(used.model), provider: null, usage, nanoCredits: billingOf(used).nanoCredits }
  takeTail(event, null, part, state, sink, COMPACTION)
}

export const COMPACTION = 'compaction:'

function takeTail(
  event: SessionEvent,
  id: string | null,
  part: Part,
  state: State,
  sink: Sink,
  kind: typeof COMPACTION | '' = '',
): void {
  if (state.hasRecords || isNone(part.usage)) return
  if (event.time === null)
    return sink.problem({ kind: 'quarantined', offset: event.offset, detail: 'no time in the record' })
  const told: Told = {
    // A copy of the log has the same ids, under another session.
    identity: `${kind || 'message:'}${id ?? textOf(event.line.id) ?? `${event.session}@${event.offset}`}`,
    time: event.time,
    cwd: state.cwd,
    branch: state.branch,
    offset: event.offset,
    parts: [part],
  }
  state.tail.push(told)
  tellPart(told, event.session, sink, RANK.shutdown)
}
