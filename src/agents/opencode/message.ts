import { timeOfNumber } from '../_shared/times.ts'
import { isObject } from '../_shared/json.ts'
import type { JsonObject } from '../_shared/json.ts'
import { textOf } from '../_shared/tokens.ts'
import type { SessionSignal } from '../../core/usage.ts'

/** A message of any generation. */
export interface Message {
  readonly id: string
  readonly session: string
  readonly role: string | null
  readonly provider: string | null
  readonly model: string | null
  readonly cwd: string | null
  /** Milliseconds since the epoch. */
  readonly created: number | null
  readonly completed: number | null
  readonly tokens: unknown
  /** USD. */
  readonly cost: unknown
  readonly finish: string | null
  readonly error: string | null
  /** The tokens are those of the last step, and those of the others stand nowhere. */
  readonly isLastStep: boolean
}

/** What a row of a database, or the path of a file, says of the message in it. */
export interface MessagePlace {
  readonly id: string
  readonly session: string
  readonly created: number | null
  /** In the table of generation 4; before, it is in the text. */
  readonly role: string | null
}

/** Generation 4 has `model: { id, providerID }`; so have messages of users, but with `modelID`. */
export function messageOf(written: JsonObject, place: MessagePlace): Message {
  const data = written.time === undefined && isObject(written.metadata) ? fromFirst(written, written.metadata) : written
  const time = objectOf(data.time)
  const model = objectOf(data.model)
  return {
    id: place.id,
    session: place.session,
    role: textOf(data.role) ?? place.role,
    provider: textOf(data.providerID) ?? textOf(model.providerID),
    model: textOf(data.modelID) ?? textOf(model.id) ?? textOf(model.modelID),
    cwd: textOf(objectOf(data.path).cwd),
    created: timeOfNumber(time.created) ?? place.created,
    completed: timeOfNumber(time.completed),
    tokens: data.tokens,
    cost: data.cost,
    finish: textOf(data.finish),
    error: textOf(objectOf(data.error).name),
    isLastStep: data !== written && stepsStarted(written.parts) > 1,
  }
}

/** The first versions: all but the text is in `metadata`, and a message has its parts in it. */
const fromFirst = (data: JsonObject, metadata: JsonObject): JsonObject => ({
  ...data,
  ...metadata,
  ...objectOf(metadata.assistant),
})

const stepsStarted = (parts: unknown): number =>
  Array.isArray(parts) ? parts.filter((part: unknown) => objectOf(part).type === 'step-start').length : 0

export const objectOf = (value: unknown): JsonObject => (isObject(value) ? value : {})

/** How a session stands whose last message this is. */
export function signalOf({ role, error, completed, finish }: Message): SessionSignal {
  if (role !== 'assistant') return 'open'
  if (error !== null) return error === 'MessageAbortedError' ? 'cancelled' : 'failed'
  return completed === null || finish === 'tool-calls' ? 'open' : 'done'
}
