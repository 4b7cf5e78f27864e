import { describe, expect, it } from 'vitest'
import { bar, barLines, meter } from '../../plugins/_shared/notify/bars.ts'
import { retryAfterMs, withRetries } from '../../plugins/_shared/notify/retry.ts'
import type { Attempt, Clock, Failure, PRESETS } from '../../plugins/_shared/notify/retry.ts'
import { send } from '../../plugins/_shared/notify/send.ts'
import { clip } from '../../plugins/_shared/notify/words.ts'

/** Time that passes by waiting alone. */
function stoppedClock(random: number): Clock & { readonly waited: number[] } {
  let now = 0
  const waited: number[] = []
  const sleep = (ms: number): Promise<void> => {
    now += ms
    waited.push(ms)
    return Promise.resolve()
  }
  return { now: () => now, sleep, random: () => random, waited }
}

const FAILED: Failure = { ok: false, why: 'busy', again: true }

interface Tried {
  readonly result: Attempt<string>
  readonly waited: readonly number[]
}

async function tried(
  attempts: readonly Attempt<string>[],
  {
    preset = 'api',
    deadlineMs = 1e9,
    random = 1,
  }: { preset?: keyof typeof PRESETS; deadlineMs?: number; random?: number } = {},
): Promise<Tried> {
  const clock = stoppedClock(random)
  let n = 0
  const attempt = (): Promise<Attempt<string>> => Promise.resolve(attempts[Math.min(n++, attempts.length - 1)]!)
  return { result: await withRetries(attempt, { preset, deadlineMs, clock }), waited: clock.waited }
}

describe('what is tried again', () => {
  it.each([
    ['database', [100, 200]],
    ['api', [500, 1000, 2000, 4000]],
    ['agent', [1000, 2000]],
  ] as const)('by the preset %s waits %j', async (preset, waits) => {
    const { result, waited } = await tried([FAILED], { preset })
    expect(waited).toEqual(waits)
    expect(result).toEqual({ ...FAILED, unknown: false, why: `busy (tried ${waits.length + 1} times)` })
    // Chance takes up to half of it away.
    expect((await tried([FAILED], { preset, random: 0 })).waited).toEqual(waits.map((ms) => ms / 2))
  })

  it('waits as long as it is told to, and not at all when there is no time for it', async () => {
    const later = { ...FAILED, afterMs: 7000 }
    expect((await tried([later, { ok: true, value: 'done' }])).waited).toEqual([7000])
    const { result, waited } = await tried([later], { deadlineMs: 7000 })
    expect([waited, result]).toEqual([[], { ...later, unknown: false }])
    expect((await tried([FAILED], { deadlineMs: 1600 })).waited).toEqual([500, 1000])
  })

  it('ends with what is done, or with what is of no use', async () => {
    const done = await tried([FAILED, { ok: true, value: 'done' }])
    expect(done.result).toEqual({ ok: true, value: 'done' })
    const no = await tried([FAILED, { ok: false, why: 'no', again: false }])
    expect(no.result).toMatchObject({ ok: false, why: 'no (tried 2 times)' })
  })

  it('stays unknown when one of the tries may have been taken', async () => {
    const lost = { ...FAILED, unknown: true }
    expect((await tried([lost, FAILED])).result).toMatchObject({ ok: false, unknown: true })
    expect((await tried([FAILED])).result).toMatchObject({ ok: false, unknown: false })
  })
})

describe('a receiver that may not be reached', () => {
  it.each([
    ['https://a.example is not granted', 'https://a.example is not granted: name it in grants.network of this plugin'],
    [
      'https://a.example: its name leads to a private address: 10.0.0.5',
      'https://a.example: its name leads to a private address: 10.0.0.5, give that address itself',
    ],
  ])('is told of with what helps, once: %s', async (message, why) => {
    const fetch = (): Promise<never> => Promise.reject(new Error(message, { cause: 'denied' }))
    const request = () => ({ url: 'https://a.example', body: '' })
    const sent = await send({ config: {}, fetch }, { request, idempotent: true, secrets: [] })
    expect(sent).toEqual({ ok: false, why, again: false, unknown: false })
  })
})

describe('Retry-After', () => {
  const now = Date.parse('2026-11-20T12:00:00Z')
  it.each([
    ['0', 0],
    ['30', 30_000],
    ['1.5', 1500],
    ['Fri, 20 Nov 2026 12:00:10 GMT', 10_000],
    ['Fri, 20 Nov 2026 11:00:00 GMT', 0],
    ['soon', null],
    [undefined, null],
  ])('%s is %s ms', (header, expected) => {
    expect(retryAfterMs(header, now)).toBe(expected)
  })
})

describe('text that is a picture', () => {
  it.each([
    [0, ''],
    [0.0001, '▏'],
    [0.5, '████'],
    [0.55, '████▍'],
    [1, '████████'],
    [7, '████████'],
  ])('shows a share of %d as "%s"', (share, drawn) => {
    expect(bar(share, 8)).toBe(drawn)
  })

  it.each([
    ['99.9', '▰▰▰▰▰▰▰▰▰▱'],
    ['100', '▰▰▰▰▰▰▰▰▰▰'],
    ['1000', '▰▰▰▰▰▰▰▰▰▰'],
    [null, '▱▱▱▱▱▱▱▱▱▱'],
  ])('is full only when it is used up: %s %%', (percent, drawn) => {
    expect(meter(percent)).toBe(drawn)
  })

  it('has its columns in line', () => {
    const rows = [
      { name: 'a\nb', value: '$1.00', share: 1 },
      { name: 'x'.repeat(30), value: '$1,000.00', share: null },
    ]
    expect(barLines(rows)).toEqual([`a b${' '.repeat(15)}      $1.00  ██████`, `${'x'.repeat(17)}…  $1,000.00`])
  })

  it('has them in line too where letters are two columns wide, or several are one', () => {
    const rows = [
      { name: '日本語のプロジェクト', value: '$1.00', share: null },
      { name: '👨‍👩‍👧 e\u0301', value: '$2.00', share: null },
    ]
    expect(barLines(rows)).toEqual(['日本語のプロジェ…  $1.00', `👨‍👩‍👧 e\u0301${' '.repeat(13)}  $2.00`])
    expect(barLines([{ name: `e${'\u0301'.repeat(5000)}`, value: '$1.00', share: null }])[0]!.length).toBeLessThan(160)
  })

  it('is cut between characters', () => {
    expect([clip('abc', 3), clip('abcd', 3), clip('a🦔bc', 3), clip('abc', 0)]).toEqual(['abc', 'ab…', 'a…', ''])
  })
})
