import { messageOf } from '../core/errors.ts'
import { CALLS_AT_ONCE, TooLargeError } from '../plugin-sdk/channel.ts'
import type { Message } from '../plugin-sdk/codec.ts'
import { isTooDeep } from './answers.ts'
import { watchFlood } from './flood.ts'
import { clean } from './logs.ts'
import type { CallOptions } from './types.ts'

export type Progress = NonNullable<CallOptions['progress']>

interface UnaskedOptions {
  readonly post: (type: string, payload: unknown, id: string) => void
  readonly hello: (payload: unknown) => void
  /** Answers what the plugin asks of its host. */
  readonly serve: (type: 'kv' | 'fetch', payload: unknown) => Promise<unknown>
  readonly log: (payload: unknown) => void
  readonly progressOf: (id: string) => Progress | undefined
  /** Stops and goes on reading; each hold is released once. */
  readonly hold: () => void
  readonly release: () => void
  readonly close: (reason: string) => void
}

export interface Unasked {
  take(message: Message): void
  /** Answers to calls that nobody made. */
  readonly strangers: number
  end(): void
}

/** What a plugin says of itself on fd 3. However much it is, it harms nobody else. */
export function takeUnasked(options: UnaskedOptions): Unasked {
  const { post, hello, serve, log, progressOf, hold, release, close } = options
  const flood = watchFlood(hold, release)
  let serving = 0
  let strangers = 0
  let ended = false

  function take({ type, request_id: id, payload }: Message): void {
    if (isTooDeep(payload)) return close(`a message of type ${clean(type.slice(0, 20))} is nested too deeply`)
    if ((type === 'kv' || type === 'fetch') && id !== null) return void answer(type, id, payload)
    flood.count(sizeOf(payload))
    if (type === 'hello') hello(payload)
    else if (type === 'log') log(payload)
    else if (type === 'progress') tell(progressOf(id ?? ''), payload)
    // An answer to this would look like a call.
    else if (type === 'http') strangers += 1
    else if (id !== null) {
      reply(type, id, { error: { code: 'invalid', message: `messages of type ${type} are not understood` } })
    }
  }

  async function answer(type: 'kv' | 'fetch', id: string, payload: unknown): Promise<void> {
    serving += 1
    // Whoever asks faster than it can be answered has to wait.
    if (serving === CALLS_AT_ONCE) hold()
    const given = await serve(type, payload)
    if (serving === CALLS_AT_ONCE) release()
    serving -= 1
    reply(type, id, given)
  }

  function reply(type: string, id: string, payload: unknown): void {
    if (ended) return
    try {
      post(type, payload, id)
    } catch (error) {
      if (!(error instanceof TooLargeError)) return close(messageOf(error))
      post(type, { error: { code: 'failed', message: error.message } }, id)
    }
  }

  return {
    take,
    get strangers() {
      return strangers
    },
    end() {
      ended = true
      flood.end()
    },
  }
}

function tell(progress: CallOptions['progress'], payload: unknown): void {
  const { done, total, message } = (payload ?? {}) as Readonly<Record<string, unknown>>
  if (!progress || typeof done !== 'number') return
  progress(
    done,
    typeof total === 'number' ? total : null,
    typeof message === 'string' ? clean(message.slice(0, 500)) : null,
  )
}

/** About how much it is, seen at a glance. */
function sizeOf(payload: unknown): number {
  const { message, fields } = (payload ?? {}) as Readonly<Record<string, unknown>>
  return (typeof message === 'string' ? message.length : 0) + (fields ? JSON.stringify(fields).length : 0)
}
