import type { Random } from '../../bench/generator/random.ts'
import { WORK } from './story.ts'
import type { Work } from './story.ts'

const MINUTE = 60_000

/** A session of an agent that is tried out beside the two that do most of the work. */
export interface SidePlan extends Work {
  readonly start: number
  readonly cwd: string
  readonly requests: number
  /** How its last request ends. */
  readonly end: 'done' | 'cancelled' | 'killed'
}

type SideAgent = 'opencode' | 'copilot' | 'goose' | 'cursor'

const SESSIONS: Readonly<Record<SideAgent, readonly (readonly [start: string, end: SidePlan['end']])[]>> = {
  opencode: [
    ['2026-10-27T14:02', 'done'],
    ['2026-11-03T15:31', 'cancelled'],
    ['2026-11-10T09:12', 'done'],
    ['2026-11-19T16:20', 'done'],
  ],
  copilot: [
    ['2026-10-29T10:05', 'done'],
    ['2026-11-05T11:47', 'killed'],
    ['2026-11-13T08:58', 'done'],
    ['2026-11-18T13:36', 'done'],
    ['2026-11-19T10:44', 'done'],
  ],
  goose: [
    ['2026-11-02T13:15', 'done'],
    ['2026-11-12T10:26', 'done'],
    ['2026-11-18T16:09', 'killed'],
  ],
  cursor: [
    ['2026-11-04T09:41', 'done'],
    ['2026-11-11T14:50', 'cancelled'],
    ['2026-11-19T11:28', 'done'],
  ],
}

export const planSideSessions = (agent: SideAgent, random: Random): SidePlan[] =>
  SESSIONS[agent].map(([start, end]) => {
    const work = random.pick(WORK)
    return {
      ...work,
      cwd: `/home/dana/code/${work.project}`,
      start: Date.parse(`${start}:00Z`) + random.int(0, MINUTE),
      requests: random.int(4, 9),
      end,
    }
  })

/** Of one request: classes that do not overlap, but for the reasoning in the output. */
export interface Used {
  readonly input: number
  readonly output: number
  readonly cacheRead: number
  readonly cacheWrite: number
  readonly reasoning: number
}

/** What each request of a conversation uses: all of the prompt so far is in the cache. */
export function* requestsOf(
  random: Random,
  { requests, start }: SidePlan,
): Generator<Used & { readonly time: number }> {
  let time = start
  let context = random.int(9_000, 16_000)
  for (let n = 0; n < requests; n += 1) {
    const added = random.int(600, 5_200)
    const output = 40 + random.around(380)
    time += random.int(4_000, 70_000)
    yield {
      time,
      input: random.int(8, 300),
      output,
      cacheRead: n === 0 ? 0 : context,
      cacheWrite: n === 0 ? context : added,
      reasoning: random.int(0, Math.floor(output / 3)),
    }
    context += added
  }
}

/** USD for a million tokens of each class, in ten-thousandths. */
export interface Prices {
  readonly input: number
  readonly output: number
  readonly cacheRead: number
  readonly cacheWrite: number
}

/** In units of 1e-10 USD. */
export const priceOf = (used: Used, prices: Prices): number =>
  used.input * prices.input +
  used.output * prices.output +
  used.cacheRead * prices.cacheRead +
  used.cacheWrite * prices.cacheWrite
