import type { HttpRequest, HttpResponse, InitPayload } from '../plugin-sdk/messages.ts'
import type { CallOptions } from './types.ts'

/** The carrier gave up: the reason, in words that go after "plugin x:". */
export class LostError extends Error {
  override readonly name = 'LostError'
  /** It would be no different another time. */
  readonly hopeless: boolean

  constructor(message: string, hopeless = false) {
    super(message)
    this.hopeless = hopeless
  }
}

/** A call took too long; the connection does not survive it. */
export class LateError extends Error {
  override readonly name = 'LateError'
}

export interface ConnectionCall extends CallOptions {
  readonly timeoutMs: number
}

/** One way to talk to a plugin that runs. All that fails does so with a LostError or a LateError. */
export interface Connection {
  /** The plugin takes messages. */
  readonly ready: Promise<void>
  init(payload: InitPayload): Promise<void>
  call(request: HttpRequest, options: ConnectionCall): Promise<HttpResponse>
  /** Asks it to end; there is no answer. */
  shutdown(): Promise<void>
  close(reason: string, hopeless?: boolean): void
}

/** A plugin that does not begin to listen within this time never will. */
export const START_MS = 5_000
/** A frame has to be complete this long after its first byte. */
export const FRAME_MS = 10_000
/** How its process ended says more than the end of the connection, and is known in a moment. */
export const MOMENT_MS = 300

/** The work, or the reason of the signal as soon as there is one. */
export const abortable = <Result>(work: Promise<Result>, signal: AbortSignal | undefined): Promise<Result> => {
  if (!signal) return work
  const aborted = Promise.withResolvers<never>()
  const abort = (): void => aborted.reject(signal.reason as Error)
  if (signal.aborted) abort()
  signal.addEventListener('abort', abort, { once: true })
  return Promise.race([work, aborted.promise]).finally(() => signal.removeEventListener('abort', abort))
}
