import type { Context, Delivery, FetchAnswer } from 'rimuru/plugin-sdk'
import { retryAfterMs, withRetries } from './retry.ts'
import type { Attempt, Failure } from './retry.ts'
import { receiversWords } from './words.ts'

/** Below the time that a call of a plugin has. */
const DEADLINE_MS = 25_000
/** For one try: there should be time for another. */
const TRY_MS = 10_000

export interface Sending {
  /** Made anew for each try. */
  readonly request: () => {
    readonly url: string
    readonly headers?: Readonly<Record<string, string>>
    readonly body: string
  }
  /** Whether its receiver drops what it has had before: only then it is sent again after a lost connection. */
  readonly idempotent: boolean
  /** A failure that is answered with 200. */
  readonly failureIn?: (answer: FetchAnswer) => Failure | null
  /** Never shown, whatever the receiver says. */
  readonly secrets: readonly string[]
}

/** For all that one notification takes. */
export const deadlineOf = ({ config }: Pick<Context, 'config'>): number =>
  typeof config.deadline_ms === 'number' ? config.deadline_ms : DEADLINE_MS

/** Posts, and tries again where that may help and does no harm. */
export function send(
  ctx: Pick<Context, 'config' | 'fetch'>,
  { request, idempotent, failureIn, secrets }: Sending,
  deadlineMs = deadlineOf(ctx),
): Promise<Attempt<FetchAnswer>> {
  const attempt = async (leftMs: number): Promise<Attempt<FetchAnswer>> => {
    const { url, headers, body } = request()
    try {
      const answer = await ctx.fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
        body,
        timeoutMs: Math.max(1, Math.min(TRY_MS, leftMs)),
        redirect: 'manual',
      })
      return failureOf(answer, secrets) ?? failureIn?.(answer) ?? { ok: true, value: answer }
    } catch (error) {
      return unanswered(error, idempotent)
    }
  }
  return withRetries(attempt, { preset: 'api', deadlineMs })
}

function failureOf(answer: FetchAnswer, secrets: readonly string[]): Failure | null {
  const { status, headers } = answer
  if (answer.ok) return null
  if (status >= 300 && status < 400) {
    return { ok: false, why: `the receiver answered ${status}: it has moved, correct its address`, again: false }
  }
  const words = receiversWords(answer.text(), secrets)
  return {
    ok: false,
    why: `the receiver answered ${status}${words === '' ? '' : `: ${words}`}`,
    again: status === 408 || status === 429 || status >= 500,
    afterMs: retryAfterMs(headers['retry-after'], Date.now()),
  }
}

function unanswered(error: unknown, idempotent: boolean): Failure {
  const { message: why, cause: code } = error as Error
  if (code === 'unreached') return { ok: false, why, again: true }
  if (code === 'denied') return { ok: false, why: `${why}${hintFor(why)}`, again: false }
  if (code === 'invalid') return { ok: false, why, again: false }
  return { ok: false, why: `${why}: it may have arrived or not`, again: idempotent, unknown: true }
}

const hintFor = (why: string): string =>
  why.includes('private address') ? ', give that address itself' : ': name it in grants.network of this plugin'

export function deliveryOf<Value>(attempt: Attempt<Value>, idOf: (value: Value) => string | null): Delivery {
  if (attempt.ok) return { delivered: true, id: idOf(attempt.value), detail: null }
  return { delivered: false, ...(attempt.unknown ? { unknown: true } : {}), detail: attempt.why }
}
