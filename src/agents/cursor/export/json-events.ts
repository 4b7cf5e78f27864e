import { timeOfNumber } from '../../_shared/times.ts'
import { isObject } from '../../_shared/json.ts'
import type { JsonObject } from '../../_shared/json.ts'
import { ImpossibleNumber, noteCounts, noteUnknownTokens, textOf, tokenCount } from '../../_shared/tokens.ts'
import { utcTime } from '../utc-time.ts'
import type { EventSink } from './event.ts'
import { dollarsOfCents } from '../money.ts'

/** What the Admin API calls the list, and what the dashboard does. */
const LISTS = ['usageEvents', 'usageEventsDisplay'] as const

/** One answer of the Admin API, several in a list, or the events alone. */
export function readJson(text: string, sink: EventSink): void {
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch {
    throw new Error('broken JSON')
  }
  const events = eventsOf(document)
  if (events === null) throw new Error(`not a usage export: it has no list "${LISTS[0]}"`)
  for (const [number, event] of events.entries()) {
    if (isObject(event)) takeEvent(event, number, sink)
    else sink.problem({ kind: 'bad-line', offset: number, detail: 'not a JSON object' })
  }
}

export function eventsOf(document: unknown): readonly unknown[] | null {
  const pages = Array.isArray(document) ? document : [document]
  const lists = pages.map((page) => (isObject(page) ? LISTS.map((name) => page[name]).find(Array.isArray) : undefined))
  if (lists.some((list) => list !== undefined)) return lists.flatMap((list) => (list ?? []) as unknown[])
  return Array.isArray(document) ? document : null
}

const KNOWN = new Set(['inputTokens', 'outputTokens', 'cacheWriteTokens', 'cacheReadTokens'])
const NONE: ReadonlySet<string> = new Set()
const COST = /cents|cost|fee|percent/i

function takeEvent(event: JsonObject, offset: number, sink: EventSink): void {
  const time = timeOfEvent(event.timestamp)
  if (time === null) {
    return sink.problem({ kind: 'quarantined', offset, detail: 'no time in the event' })
  }
  const { tokenUsage: found, ...others } = event
  const usage = isObject(found) ? found : null
  const count = (field: string): number => tokenCount(usage?.[field], field)
  try {
    noteUnknownTokens(others, NONE, offset, sink)
    if (usage === null) noteCounts(found, 'tokenUsage', true, offset, sink)
    // Whatever it is called, here it counts, but for what it costs.
    for (const field in usage) noteCounts(usage[field], field, !KNOWN.has(field) && !COST.test(field), offset, sink)
    sink.event({
      time,
      model: textOf(event.model) ?? 'unknown',
      counts: {
        input: count('inputTokens'),
        output: count('outputTokens'),
        cacheRead: count('cacheReadTokens'),
        cacheWrite5m: count('cacheWriteTokens'),
        cacheWrite1h: 0,
      },
      session: textOf(event.conversationId),
      recordedCost: dollarsOfCents(usage?.totalCents),
      partial: usage === null || !Object.keys(usage).some((field) => KNOWN.has(field)),
      offset,
    })
  } catch (error) {
    if (!(error instanceof ImpossibleNumber)) throw error
    sink.problem({ kind: 'quarantined', offset, detail: error.message })
  }
}

/** Milliseconds as text, or a number, or an ISO time. */
function timeOfEvent(value: unknown): number | null {
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value
  return timeOfNumber(number) ?? utcTime(number)
}
