import type { Sink } from '../_shared/agent.ts'
import { isObject } from '../_shared/json.ts'
import type { JsonObject } from '../_shared/json.ts'
import { textOf, timeOf } from '../_shared/tokens.ts'
import { billingOf, SELLER } from './billing.ts'
import { SPAN_FIELDS, noteUnknownFields } from './names.ts'
import { callIdentity, RANK } from './sources.ts'
import { isNone, tell, usageOf } from './usage.ts'

/** Only a `chat` span is a request: those of the agent sum them up. */
export function takeSpan(line: JsonObject, offset: number, sink: Sink): void {
  const { attributes } = line
  if (!isObject(attributes) || attributes['gen_ai.operation.name'] !== 'chat') return
  const usage = usageOf(attributes, SPAN_FIELDS)
  noteUnknownFields(attributes, SPAN_FIELDS, offset, sink)
  const { nanoCredits } = billingOf(attributes)
  // One that failed: it is no request, and the session's other sources count beside it.
  if (isNone(usage) && nanoCredits === null) return
  const trace = textOf(line.traceId) ?? ''
  const session = textOf(attributes['gen_ai.conversation.id']) ?? trace
  const time = timeOfSpan(line.endTime) ?? timeOfSpan(line.startTime)
  if (time === null) return sink.problem({ kind: 'quarantined', offset, detail: 'no time in the record' })
  const response = textOf(attributes['gen_ai.response.id'])
  tell(
    {
      identity: response === null ? `span:${trace}:${textOf(line.spanId) ?? `@${offset}`}` : callIdentity(response),
      // The usage record of the same request knows more.
      demoted: true,
      session,
      time,
      cwd: null,
      branch: null,
      offset,
      subagent: attributes['github.copilot.initiator'] === 'sub-agent',
      quality: 'exact',
      sourceRank: RANK.span,
      parts: [
        {
          model: textOf(attributes['gen_ai.response.model']) ?? textOf(attributes['gen_ai.request.model']),
          provider: sellerNamed(attributes['gen_ai.provider.name']),
          usage,
          nanoCredits,
        },
      ],
    },
    sink,
  )
}

/** Of a key that the user has brought, its seller; else GitHub under one of its names. */
export function sellerNamed(name: unknown): string {
  const seller = textOf(name)
  return seller === null || seller.startsWith('github') || seller.startsWith('copilot') ? SELLER : seller
}

/** Seconds and nanoseconds, or a text. */
function timeOfSpan(value: unknown): number | null {
  if (!Array.isArray(value)) return timeOf(value)
  const [seconds, nanoseconds] = value as unknown[]
  if (typeof seconds !== 'number' || typeof nanoseconds !== 'number') return null
  return seconds * 1000 + Math.floor(nanoseconds / 1e6)
}
