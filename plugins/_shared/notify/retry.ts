import { setTimeout as sleep } from 'node:timers/promises'

interface Preset {
  readonly tries: number
  readonly firstMs: number
  readonly mostMs: number
  readonly factor: number
}

/** How often something is tried and how long is waited in between, by what is asked. */
export const PRESETS = {
  database: { tries: 3, firstMs: 100, mostMs: 5_000, factor: 2 },
  api: { tries: 5, firstMs: 500, mostMs: 30_000, factor: 2 },
  agent: { tries: 3, firstMs: 1_000, mostMs: 10_000, factor: 2 },
} as const satisfies Readonly<Record<string, Preset>>

export interface Failure {
  readonly ok: false
  readonly why: string
  /** It may be no failure another time. */
  readonly again: boolean
  /** How long whoever was asked wants to be left alone. */
  readonly afterMs?: number | null
  /** It may have been done all the same. */
  readonly unknown?: boolean
}

export type Attempt<Value> = { readonly ok: true; readonly value: Value } | Failure

export interface Clock {
  readonly now: () => number
  readonly sleep: (ms: number) => Promise<unknown>
  /** 0 to 1. */
  readonly random: () => number
}

const CLOCK: Clock = { now: () => performance.now(), sleep, random: Math.random }

export interface RetryOptions {
  readonly preset: keyof typeof PRESETS
  /** For all of it. */
  readonly deadlineMs: number
  readonly clock?: Clock
}

/** Tries until it is done, until it is of no use, or until there is no time for another try. */
export async function withRetries<Value>(
  attempt: (leftMs: number) => Promise<Attempt<Value>>,
  { preset, deadlineMs, clock = CLOCK }: RetryOptions,
): Promise<Attempt<Value>> {
  const end = clock.now() + deadlineMs
  let unknown = false
  for (let tries = 1; ; tries += 1) {
    const result = await attempt(end - clock.now())
    if (result.ok) return result
    unknown ||= result.unknown === true
    const waitMs = result.afterMs ?? delayBefore(tries, PRESETS[preset], clock.random())
    const isLast = !result.again || tries >= PRESETS[preset].tries || clock.now() + waitMs >= end
    if (isLast) return { ...result, unknown, why: tries === 1 ? result.why : `${result.why} (tried ${tries} times)` }
    await clock.sleep(waitMs)
  }
}

/** Half of it by chance: those that failed together do not come back together. */
function delayBefore(tries: number, { firstMs, mostMs, factor }: Preset, random: number): number {
  const whole = Math.min(mostMs, firstMs * factor ** (tries - 1))
  return whole / 2 + (whole / 2) * random
}

/** `Retry-After`: seconds, or a date. */
export function retryAfterMs(header: string | undefined, now: number): number | null {
  if (header === undefined) return null
  if (/^\d+(\.\d+)?$/.test(header.trim())) return Number(header) * 1000
  const date = Date.parse(header)
  return Number.isNaN(date) ? null : Math.max(0, date - now)
}
