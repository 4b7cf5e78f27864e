import type { Sink } from '../../_shared/agent.ts'
import { isObject } from '../../_shared/json.ts'
import type { Database } from '../../_shared/sqlite.ts'
import { ImpossibleNumber, noteCounts, tokenCount } from '../../_shared/tokens.ts'
import { modelName } from '../model-name.ts'
import { exportedDay, partOf, responseOf } from '../response.ts'
import { bubblesOf, heldBubbles } from './bubbles.ts'
import type { Bubble } from './bubbles.ts'
import type { Composer } from './composer.ts'

export interface SessionContext {
  readonly session: string
  readonly composer: Composer | null
  readonly parent: string | null
  readonly cwd: string | null
}

/** A session is always told whole: its row decides on the model and the time of messages that lack theirs. */
export function tellSession(database: Database, context: SessionContext, sink: Sink): void {
  const { session, composer, parent, cwd } = context
  const seen = { messages: 0, first: null as number | null, last: null as number | null }
  const uncounted = new Map<string, Bubble>()
  const take = (bubble: Bubble): void => {
    seen.messages += 1
    if (bubble.time !== null) {
      seen.first = Math.min(seen.first ?? bubble.time, bubble.time)
      seen.last = Math.max(seen.last ?? bubble.time, bubble.time)
    }
    if (bubble.from === 'assistant') takeAnswer(bubble, context, uncounted, sink)
    else if (bubble.from === 'unknown') noteCounts(bubble.tokens, 'tokenCount', true, bubble.row, sink)
  }
  for (const bubble of bubblesOf(database, session, sink)) take(bubble)
  if (composer?.holdsMessages) for (const bubble of heldBubbles(database, session, composer.row)) take(bubble)
  // An editor opens sessions ahead; one that nobody wrote in is none.
  if (seen.messages === 0 && (composer?.messages ?? 0) === 0) return
  for (const [model, bubble] of uncounted) nameModel(model, bubble, context, sink)
  sink.session({
    id: session,
    parent,
    startedAt: composer?.createdAt ?? seen.first,
    endedAt: latest(composer?.updatedAt ?? null, seen.last),
    cwd,
    branch: composer?.branch ?? null,
    signal: composer?.signal ?? 'open',
    meters: composer?.meters ?? [],
  })
}

const KNOWN = new Set(['inputTokens', 'outputTokens'])

/** docs/formats.md 7.2: input is the whole prompt, and what of it came from the cache is not written down. */
function takeAnswer(bubble: Bubble, context: SessionContext, uncounted: Map<string, Bubble>, sink: Sink): void {
  const { row: offset } = bubble
  const tokens = isObject(bubble.tokens) ? bubble.tokens : {}
  const model = bubble.model ?? context.composer?.model ?? null
  try {
    const input = tokenCount(tokens.inputTokens, 'inputTokens')
    const output = tokenCount(tokens.outputTokens, 'outputTokens')
    // Whatever it is called, here it counts.
    for (const field in tokens) if (!KNOWN.has(field)) noteCounts(tokens[field], field, true, offset, sink)
    if (tokens !== bubble.tokens) noteCounts(bubble.tokens, 'tokenCount', true, offset, sink)
    if (input + output === 0) {
      if (model !== null) keepLatest(uncounted, modelName(model), bubble)
      return
    }
    const time = timeOf(bubble, context)
    if (time === null) {
      return sink.problem({ kind: 'quarantined', offset, detail: 'no time in the message or its session' })
    }
    sink.response(
      responseOf({
        ...placeOf(context),
        ...namesOf(bubble, time, context),
        time,
        offset,
        quality: 'partial',
        parts: [partOf(model, { input, output })],
      }),
    )
  } catch (error) {
    if (!(error instanceof ImpossibleNumber)) throw error
    sink.problem({ kind: 'quarantined', offset, detail: error.message })
  }
}

/**
 * A session that was duplicated holds the messages of the other one, which are older than itself. Else it is an export
 * that knows better.
 */
function namesOf({ id, time: written }: Bubble, time: number, { session, composer }: SessionContext) {
  const identity = `bubble:${id}`
  const isCopy = written !== null && written < (composer?.createdAt ?? written)
  return isCopy
    ? { identity: `${identity} in ${session}`, copied: true, copyOf: identity }
    : // Two sessions may have messages of one name that have nothing else in common.
      { identity, variant: session, copyOf: exportedDay(time) }
}

/** The model of answers that were not counted is known all the same. It is no request, and costs nothing. */
function nameModel(model: string, bubble: Bubble, context: SessionContext, sink: Sink): void {
  const time = timeOf(bubble, context)
  if (time === null) return
  sink.response(
    responseOf({
      ...placeOf(context),
      identity: `model:${context.session} ${model}`,
      time,
      offset: bubble.row,
      quality: 'partial',
      parts: [partOf(model, { requests: 0 })],
    }),
  )
}

function keepLatest(uncounted: Map<string, Bubble>, model: string, bubble: Bubble): void {
  const before = uncounted.get(model)
  if (before === undefined || (bubble.time ?? 0) > (before.time ?? 0)) uncounted.set(model, bubble)
}

const placeOf = ({ session, composer, cwd, parent }: SessionContext) => ({
  session,
  cwd,
  branch: composer?.branch ?? null,
  subagent: parent !== null,
})

const timeOf = ({ time }: Bubble, { composer }: SessionContext): number | null =>
  time ?? composer?.updatedAt ?? composer?.createdAt ?? null

const latest = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.max(a, b)
