import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Rate } from '../../src/core/prices.ts'
import { loadPriceBook } from '../../src/pricing/index.ts'
import type { PriceEntry, PriceList } from '../../src/pricing/index.ts'
import { book, perMillion, sku } from './book.ts'

const models = book.models()

const list = (prices: readonly PriceEntry[]): PriceList => ({ source: 's', date: '2026-01-01', prices })

const versionOf = async (prices: readonly PriceEntry[]) => (await loadPriceBook({ lists: [list(prices)] })).version

const holds = (rate: Rate, time: number, prompt: number): boolean =>
  (rate.from ?? -Infinity) <= time &&
  time < (rate.until ?? Infinity) &&
  (rate.promptOver ?? -1) < prompt &&
  prompt <= (rate.promptUpTo ?? Infinity)

describe('the rates of a SKU', () => {
  const anySku = fc.record({
    listed: fc.constantFrom(...models),
    tier: fc.constantFrom('standard', 'priority', 'flex', 'batch'),
    speed: fc.constantFrom('standard', 'fast'),
    geo: fc.constantFrom(null, 'us', 'global'),
  } as const)
  const anyTime = fc.integer({ min: Date.parse('2022-01-01'), max: Date.parse('2028-01-01') })
  const anyPrompt = fc.oneof(fc.nat(1_200_000), fc.constantFrom(100_000, 200_000, 200_001, 271_999, 272_000, 272_001))

  test('cover every moment and prompt size exactly once', () => {
    const property = fc.property(anySku, anyTime, anyPrompt, ({ listed, ...rest }, time, prompt) => {
      const rates = book.ratesFor({ provider: listed.provider, model: listed.model, ...rest })
      return rates.filter((rate) => holds(rate, time, prompt)).length === 1
    })
    fc.assert(property, { numRuns: 3000, seed: 1 })
  })

  test('are the same when asked again', () => {
    expect(book.ratesFor(sku('claude-opus-5'))).toEqual(book.ratesFor(sku('claude-opus-5')))
  })

  test('never cost less than nothing and never an output or input of zero for a priced model', () => {
    const rates = models.flatMap(({ provider, model }) => book.ratesFor(sku(model, { provider })))
    expect(rates.filter((rate) => rate.rates.input <= 0n || rate.rates.output <= 0n)).toEqual([])
    expect(rates.filter((rate) => Object.values(rate.rates).some((value) => value < 0n))).toEqual([])
  })

  test('every listed model is found under its own seller and name', () => {
    const lost = models.filter(({ provider, model }) => {
      const [rate] = book.ratesFor(sku(model, { provider }))
      return !rate?.rule.startsWith(`${provider}/${model},`)
    })
    expect(lost).toEqual([])
  })
})

describe('models()', () => {
  test('lists each model of each seller once, sorted', () => {
    const keys = models.map(({ provider, model }) => `${provider}\0${model}`)
    expect(keys).toEqual([...new Set(keys)].sort())
    expect(keys.length).toBeGreaterThan(1400)
  })

  test('shows the prices in order of time, with their tiers, source and date', () => {
    const sonnet = models.find(({ provider, model }) => provider === 'anthropic' && model === 'claude-sonnet-4-5')
    expect(sonnet?.contextWindow).toBe(200_000)
    expect(sonnet?.prices).toMatchObject([
      { from: null, tiers: [{ promptOver: 200_000 }], source: 'genai-prices 0.1.8', priceDate: '2026-09-23' },
      { from: '2026-05-01', tiers: [], source: 'overlay, Claude Code 2.1.329 catalogue', priceDate: '2026-05-01' },
    ])
  })
})

describe('the version', () => {
  const price: PriceEntry = { provider: 'p', model: 'm', input: '1', output: '2' }

  test('is the same for the same figures', async () => {
    expect(book.version).toMatch(/^sha256:[0-9a-f]{64}$/)
    expect((await loadPriceBook()).version).toBe(book.version)
    expect(await versionOf([{ model: 'm', output: '2', input: '1', provider: 'p' }])).toBe(await versionOf([price]))
    expect(await versionOf([{ ...price, note: 'remark' }])).toBe(await versionOf([price]))
  })

  test.each<Partial<PriceEntry>>([
    { output: '2.1' },
    { cacheRead: '0.1' },
    { aliases: ['n'] },
    { from: '2026-01-01' },
    { fast: { times: '2' } },
    { tiers: [{ promptOver: 5, input: '2', output: '3' }] },
  ])('changes with %o', async (change) => {
    expect(await versionOf([{ ...price, ...change }])).not.toBe(await versionOf([price]))
  })

  test('the newest day among the lists is the day of the book', () => {
    expect(book.asOf).toBe('2026-11-20')
  })
})

describe('lists laid over each other', () => {
  const low: PriceList = {
    source: 'low',
    date: '2026-01-01',
    prices: [
      { provider: 'p', model: 'old-name', input: '1', output: '1', aliases: ['m'], contextWindow: 9 },
      { provider: 'p', model: 'old-name', from: '2026-02-01', input: '2', output: '2' },
    ],
  }
  const over = (prices: readonly PriceEntry[]) =>
    loadPriceBook({ lists: [low, { source: 'high', date: '2026-03-01', prices }] })

  test('the upper one wins from its first day and the lower one stays as history', async () => {
    const upper = { provider: 'p', model: 'm', from: '2026-02-15', input: '3', output: '3', aliases: ['old-name'] }
    const laid = await over([upper])
    expect(laid.models()).toHaveLength(1)
    expect(laid.models()[0]).toMatchObject({ model: 'm', aliases: ['old-name'], contextWindow: 9 })
    const rates = laid.ratesFor(sku('old-name'))
    expect(rates.map((rate) => rate.source)).toEqual(['low', 'low', 'high'])
    expect(rates.map(perMillion).map((text) => text[0])).toEqual(['1', '2', '3'])
  })

  test('an undated price of the upper one holds for all of time', async () => {
    const rates = (await over([{ provider: 'p', model: 'old-name', input: '3', output: '3' }])).ratesFor(
      sku('old-name'),
    )
    expect(rates).toMatchObject([{ from: null, until: null, source: 'high', priceDate: '2026-03-01' }])
  })

  test('a model of its own takes its name from the aliases of another', async () => {
    const laid = await over([{ provider: 'p', model: 'm', input: '3', output: '3' }])
    expect(laid.ratesFor(sku('m'))[0]?.source).toBe('high')
    expect(laid.ratesFor(sku('old-name'))[0]?.source).toBe('low')
  })

  test('a name from foreign data is only ever a name', async () => {
    const laid = await over([{ provider: '__proto__', model: 'constructor', input: '3', output: '3' }])
    expect(laid.ratesFor(sku('constructor', { provider: '__proto__' }))).toHaveLength(1)
    expect(laid.ratesFor(sku('valueOf'))).toEqual([])
  })
})
