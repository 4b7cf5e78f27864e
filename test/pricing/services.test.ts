import { describe, expect, test } from 'vitest'
import { formatMoney } from '../../src/core/money.ts'
import type { Rate } from '../../src/core/prices.ts'
import type { Sku } from '../../src/core/usage.ts'
import { loadPriceBook } from '../../src/pricing/index.ts'
import type { PriceEntry } from '../../src/pricing/index.ts'
import { perMillion, sku } from './book.ts'

const GPT: PriceEntry = {
  provider: 'openai',
  model: 'gpt-9',
  input: '2',
  output: '8',
  cacheRead: '0.2',
  fast: { input: '5', output: '20', cacheRead: '0.5' },
  batch: { input: '0.9', output: '3.6' },
  flex: { times: '0.6' },
  tiers: [
    {
      promptOver: 272_000,
      input: '4',
      output: '12',
      cacheRead: '0.4',
      batch: { input: '1.9', output: '5.9', cacheRead: '0.19' },
      fast: { times: '2.5' },
    },
  ],
  regions: { eu: { times: '1.1' }, us: { times: '1.05' } },
}

const CLAUDE: PriceEntry = {
  provider: 'anthropic',
  model: 'claude-x',
  input: '3',
  output: '15',
  cacheRead: '0.3',
  webSearch: '0.02',
}

async function rates(entry: PriceEntry, rest: Partial<Sku> = {}): Promise<readonly Rate[]> {
  const { ratesFor } = await loadPriceBook({ lists: [{ source: 'list', date: '2026-01-01', prices: [entry] }] })
  return ratesFor(sku(entry.model, rest))
}

/** USD per million: input / output / 5m write / 1h write / read, of ordinary and of long prompts. */
const prices = async (entry: PriceEntry, rest: Partial<Sku> = {}) => (await rates(entry, rest)).map(perMillion)

const rules = async (entry: PriceEntry, rest: Partial<Sku> = {}) =>
  (await rates(entry, rest)).map(({ rule }) => rule.replace('; cache write as input; web search not recorded', ''))

describe('a service with figures of its own', () => {
  test('is charged by them, on long prompts by those of the tier', async () => {
    expect(await prices(GPT, { tier: 'priority' })).toEqual(['5/20/5/5/0.5', '10/30/10/10/1'])
    expect(await rules(GPT, { tier: 'priority' })).toEqual([
      'openai/gpt-9, priority, prompt <= 272000',
      'openai/gpt-9, priority 2.5 x, prompt > 272000',
    ])
  })

  test('and without one for a class that the standard price has charges half of that and says so', async () => {
    expect(await prices(GPT, { tier: 'batch' })).toEqual(['0.9/3.6/0.9/0.9/0.1', '1.9/5.9/1.9/1.9/0.19'])
    expect(await rules(GPT, { tier: 'batch' })).toEqual([
      'openai/gpt-9, standard, batch, prompt <= 272000; batch cache read 0.5 x standard',
      'openai/gpt-9, standard, batch, prompt > 272000',
    ])
  })

  // docs/costs.md, "Where a list has gaps": a class of a batch or flex price is half the standard price.
  test('for cache writes too, of each length', async () => {
    const writes: PriceEntry = { ...GPT, cacheWrite5m: '2.5', cacheWrite1h: '3' }
    expect((await prices(writes, { tier: 'batch' }))[0]).toBe('0.9/3.6/1.25/1.5/0.1')
    // What the list has is not said to be filled in.
    expect((await rules(writes))[0]).toBe('openai/gpt-9, standard, prompt <= 272000; web search not recorded')
  })

  // docs/costs.md, "By service": where no list has a price for batch requests, they cost half, long prompts too.
  test('for ordinary prompts alone leaves long ones at half of their own price', async () => {
    const { batch: _, ...tier } = GPT.tiers![0]!
    expect(await prices({ ...GPT, tiers: [tier] }, { tier: 'batch' })).toEqual(['0.9/3.6/0.9/0.9/0.1', '2/6/2/2/0.2'])
  })

  test('or a factor charges every prompt size by it', async () => {
    expect(await prices(GPT, { tier: 'flex' })).toEqual(['1.2/4.8/1.2/1.2/0.12', '2.4/7.2/2.4/2.4/0.24'])
    expect((await rules(GPT, { tier: 'flex' }))[1]).toBe('openai/gpt-9, standard, flex 0.6 x, prompt > 272000')
  })

  test('is half the fast price where both are asked for, which no list has', async () => {
    expect((await prices(GPT, { tier: 'batch', speed: 'fast' }))[0]).toBe('2.5/10/2.5/2.5/0.25')
    expect((await rules(GPT, { tier: 'batch', speed: 'fast' }))[0]).toBe(
      'openai/gpt-9, priority, batch 0.5 x, prompt <= 272000',
    )
  })
})

describe('data kept in a region', () => {
  test.each([
    ['eu', '2.2/8.8/2.2/2.2/0.22', 'geo eu 1.1 x'],
    ['US', '2.1/8.4/2.1/2.1/0.21', 'geo us 1.05 x'],
  ])('costs the factor that is listed: %s', async (geo, price, words) => {
    expect((await prices(GPT, { geo }))[0]).toBe(price)
    expect((await rules(GPT, { geo }))[0]).toBe(`openai/gpt-9, standard, ${words}, prompt <= 272000`)
  })

  test.each(['constructor', '__proto__', 'asia', ''])('costs nothing more where none is listed: "%s"', async (geo) => {
    expect(await prices(GPT, { geo })).toEqual(await prices(GPT))
  })

  test('keeps the rule of the maker where the list has no factor, and gives way to one that it has', async () => {
    expect((await prices(CLAUDE, { geo: 'us' }))[0]).toBe('3.3/16.5/4.125/6.6/0.33')
    expect((await prices({ ...CLAUDE, regions: { us: { times: '1.2' } } }, { geo: 'us' }))[0]).toBe(
      '3.6/18/4.5/7.2/0.36',
    )
  })
})

test('a search costs what the standard price says, in every table that does not say otherwise', async () => {
  const entry = { ...CLAUDE, fast: { input: '6', output: '30' }, tiers: [{ promptOver: 9, input: '6', output: '30' }] }
  const searches = async (rest: Partial<Sku>) =>
    (await rates(entry, rest)).map((rate) => formatMoney(rate.rates.webSearch))
  expect(await searches({})).toEqual(['0.02', '0.02'])
  expect(await searches({ speed: 'fast', tier: 'batch' })).toEqual(['0.02', '0.02'])
})

describe('a price by the hour', () => {
  const NIGHT: PriceEntry = {
    provider: 'deepseek',
    model: 'deepseek-x',
    input: '4',
    output: '8',
    cacheRead: '1',
    hours: [{ utc: '16:30-00:30', input: '2', output: '4' }],
  }
  const spans = async (entry: PriceEntry, rest: Partial<Sku> = {}) =>
    (await rates(entry, rest)).map(({ hours, rates: { input, cacheRead } }) => [
      hours?.from,
      hours?.until,
      ...[input, cacheRead].map((money) => formatMoney(money * 1_000_000n)),
    ])

  test('changes the classes that it names, every day, past midnight', async () => {
    const found = await spans(NIGHT)
    expect(found.slice(0, 4)).toEqual([
      [0, 30, '2', '1'],
      [30, 990, '4', '1'],
      [990, 1470, '2', '1'],
      [1470, 2430, '4', '1'],
    ])
    expect(found).toHaveLength(15)
    expect(found.at(-1)).toEqual([6 * 1440 + 990, 7 * 1440, '2', '1'])
    expect((await rules(NIGHT)).slice(0, 2)).toEqual([
      'deepseek/deepseek-x, standard, at 16:30-00:30 UTC',
      'deepseek/deepseek-x, standard, at other hours',
    ])
  })

  test('holds on the days that it names, and the last of several counts', async () => {
    const weekend = {
      ...NIGHT,
      hours: [
        { utc: '00:00-24:00', days: ['sat', 'sun'], input: '1' },
        { utc: '12:00-13:00', days: ['sun'], input: '0.5' },
      ],
    }
    expect(await spans(weekend)).toEqual([
      [0, 7200, '4', '1'],
      [7200, 9360, '1', '1'],
      [9360, 9420, '0.5', '1'],
      [9420, 10_080, '1', '1'],
    ])
    expect((await rules(weekend))[2]).toBe('deepseek/deepseek-x, standard, at 12:00-13:00 UTC on sun')
  })

  test('past midnight is of the next day', async () => {
    const friday = { ...NIGHT, hours: [{ utc: '22:00-02:00', days: ['fri'], input: '1' }] }
    const day = 4 * 1440
    expect(await spans(friday)).toEqual([
      [0, day, '4', '1'],
      [day, day + 120, '1', '1'],
      [day + 120, day + 1320, '4', '1'],
      [day + 1320, day + 1440, '1', '1'],
      [day + 1440, 10_080, '4', '1'],
    ])
  })

  test('is halved for batch, and is not applied to long prompts and services with figures of their own, which is said', async () => {
    expect((await spans(NIGHT, { tier: 'batch' }))[0]).toEqual([0, 30, '1', '0.5'])
    const entry = { ...NIGHT, fast: { input: '9', output: '9' }, tiers: [{ promptOver: 9, input: '5', output: '9' }] }
    expect(await rules(entry, { speed: 'fast' })).toEqual([
      'deepseek/deepseek-x, fast, prompt <= 9; cache read as input; price by the hour not applied',
      'deepseek/deepseek-x, standard, prompt > 9; no fast price known for long prompts, priced as standard; cache read as input; price by the hour not applied',
    ])
  })
})
