import { setTimeout as sleep } from 'node:timers/promises'

/** The preset `api`: how often a service is asked and how long is waited in between. */
const API = { tries: 5, firstMs: 500, mostMs: 30_000, factor: 2 }

export interface Failure {
  readonly ok: false
  readonly why: string
  /** It may be no failure another time. */
  readonly again: boolean
  /** How long whoever was asked wants to be left alone. */
  readonly afterMs?: number | null
}

export type Attempt<Value> = { readonly ok: true; readonly value: Value } | Failure

/** Tries until it is done, until it is of no use, or until there is no time for another try. */
export async function withRetries<Value>(
  attempt: (leftMs: number) => Promise<Attempt<Value>>,
  deadlineMs: number,
  signal?: AbortSignal,
): Promise<Attempt<Value>> {
  const end = performance.now() + deadlineMs
  for (let tries = 1; ; tries += 1) {
    const result = await attempt(end - performance.now())
    if (result.ok) return result
    const waitMs = result.afterMs ?? delayAfter(tries)
    const isLast = !result.again || tries >= API.tries || performance.now() + waitMs >= end || signal?.aborted
    if (isLast) return tries === 1 ? result : { ...result, why: `${result.why} (tried ${tries} times)` }
    await sleep(waitMs, undefined, signal && { signal }).catch(() => undefined)
  }
}

/** Half of it by chance: those that failed together do not come back together. */
function delayAfter(tries: number): number {
  const whole = Math.min(API.mostMs, API.firstMs * API.factor ** (tries - 1))
  return whole / 2 + (whole / 2) * Math.random()
}

/** `Retry-After`: seconds, or a date. */
export function retryAfterMs(header: string | undefined, now: number): number | null {
  if (header === undefined) return null
  if (/^\d+(\.\d+)?$/.test(header.trim())) return Number(header) * 1000
  const date = Date.parse(header)
  return Number.isNaN(date) ? null : Math.max(0, date - now)
}
