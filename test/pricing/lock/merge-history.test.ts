import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Rate } from '../../../src/core/prices.ts'
import type { Sku } from '../../../src/core/usage.ts'
import { loadPriceBook } from '../../../src/pricing/index.ts'
import type { PriceEntry } from '../../../src/pricing/index.ts'
import { baselineLock } from '../../../src/pricing/lock/baseline.ts'
import { merge } from '../../../src/pricing/lock/merge.ts'
import { parseLock } from '../../../src/pricing/lock/parse.ts'
import { lockText } from '../../../src/pricing/lock/text.ts'
import type { PriceLock } from '../../../src/pricing/lock/types.ts'
import { answer, EMPTY, holdsOn } from './locks.ts'

const MODELS = [
  'gpt-9',
  'gpt-9-20260105',
  'gpt-9-fast',
  'llama-9',
  'llama-9-20260105',
  'claude-x-4-5',
  'claude-x-4.5',
  'claude-x-4-5-20260105',
]
const SELLERS = ['openai', 'azure', 'groq', 'anthropic', 'zz']
const PROVIDERS = ['openai', 'litellm', 'models-dev']
const DAYS = Array.from({ length: 10 }, (_, i) => new Date(Date.UTC(2026, 0, 1 + i * 36)).toJSON().slice(0, 10))
const SKUS: readonly Sku[] = MODELS.flatMap((model) =>
  [null, ...SELLERS, 'nobody'].flatMap((provider) =>
    (['standard', 'batch'] as const).map((tier) => ({
      provider,
      model,
      tier,
      speed: 'standard' as const,
      geo: null,
    })),
  ),
)

const amount = fc.integer({ min: 1, max: 40 }).map((n) => String(n / 4))
const anyDay = fc.integer({ min: -200, max: 500 }).map((n) => new Date(Date.UTC(2026, 0, 1 + n)).toJSON().slice(0, 10))
const rarely = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 3 })
const entry: fc.Arbitrary<PriceEntry> = fc
  .record({
    provider: fc.constantFrom(...SELLERS),
    model: fc.constantFrom(...MODELS),
    input: amount,
    output: amount,
    cacheRead: rarely(amount),
    from: rarely(anyDay),
    aliases: rarely(fc.array(fc.constantFrom(...MODELS, 'gpt-nine'), { maxLength: 2 })),
    batch: rarely(fc.record({ times: fc.constantFrom('0.5', '0.4') })),
    fast: rarely(fc.record({ input: amount, output: amount })),
    tiers: rarely(fc.record({ promptOver: fc.constant(1000), input: amount, output: amount }).map((tier) => [tier])),
  })
  .map((found) => JSON.parse(JSON.stringify(found)) as PriceEntry)
const sync = fc.array(fc.array(entry, { maxLength: 8 }), { minLength: 3, maxLength: 3 })

const after = (lock: PriceLock, answers: readonly (readonly PriceEntry[])[], day: string) =>
  merge(
    lock,
    PROVIDERS.map((name, i) => answer(name, answers[i] ?? [], day, `${name} ${day}`)),
    day,
    [],
  )

type CostOf = (sku: Sku, day: string) => string | null

async function costsOf(lock: PriceLock): Promise<CostOf> {
  const book = await loadPriceBook({ lock })
  const known = new Map<Sku, readonly Rate[]>()
  const figures = ({ rates, promptOver, promptUpTo }: Rate): string =>
    [...Object.values(rates), promptOver, promptUpTo].join(' ')
  return (sku, day) => {
    const rates = known.get(sku) ?? book.ratesFor(sku)
    known.set(sku, rates)
    const held = rates.filter((rate) => holdsOn(rate, day))
    return held.length === 0 ? null : held.map(figures).join()
  }
}

/** What costs something else than before. A model that nobody knew is unpriced; the first price known holds for all of it. */
const repriced = (before: CostOf, now: CostOf, days: readonly string[]) =>
  SKUS.flatMap((sku) =>
    days.flatMap((day) => {
      const cost = before(sku, day)
      return cost === null || cost === now(sku, day) ? [] : [{ sku, day, cost, now: now(sku, day) }]
    }),
  )

const dayBefore = (day: string): string => new Date(Date.parse(day) - 86_400_000).toJSON().slice(0, 10)

test('ten syncs over a year never change what an earlier day costs', async () => {
  const property = fc.asyncProperty(fc.array(sync, { minLength: 10, maxLength: 10 }), async (syncs) => {
    let lock = EMPTY
    let cost = await costsOf(lock)
    for (const [i, answers] of syncs.entries()) {
      const today = DAYS[i]!
      lock = after(lock, answers, today).lock
      const nextCost = await costsOf(lock)
      expect(repriced(cost, nextCost, ['2020-01-01', ...DAYS.slice(0, i), dayBefore(today)])).toEqual([])
      expect(parseLock(lockText(lock), 'lock')).toEqual(lock)
      cost = nextCost
    }
  })
  await fc.assert(property, { numRuns: 15, seed: 6 })
}, 60_000)

test('the same answers give the same bytes, and asked again nothing changes', () => {
  const property = fc.property(fc.array(sync, { minLength: 3, maxLength: 3 }), (syncs) => {
    const run = () => syncs.slice(0, -1).reduce((lock, answers, i) => after(lock, answers, DAYS[i]!).lock, EMPTY)
    const first = after(run(), syncs.at(-1)!, DAYS[2]!)
    expect(lockText(after(run(), syncs.at(-1)!, DAYS[2]!).lock)).toBe(lockText(first.lock))
    // What was refused may look less absurd beside what was taken.
    if (first.refusals.length === 0) expect(after(first.lock, syncs.at(-1)!, '2026-12-01').changes).toEqual([])
  })
  fc.assert(property, { numRuns: 60, seed: 6 })
})

test('a price of a model does not depend on the order in which a provider lists it', () => {
  const property = fc.property(sync, fc.integer(), (answers, seed) => {
    const unlike = answers.map((entries) =>
      entries.filter(
        (each, i) =>
          entries.findIndex(({ provider, model }) => provider === each.provider && model === each.model) === i,
      ),
    )
    const turned = unlike.map((entries) =>
      entries.toSorted((a, b) => (a.input + a.model + seed > b.input + b.model + seed ? 1 : -1)),
    )
    expect(lockText(after(EMPTY, turned, DAYS[0]!).lock)).toBe(lockText(after(EMPTY, unlike, DAYS[0]!).lock))
  })
  fc.assert(property, { numRuns: 100, seed: 6 })
})

test('the built-in prices stay what they were under a sync that raises all of them', async () => {
  const lock = baselineLock()
  const raised = lock.prices.map(({ valid_from: _, source: __, ...price }) => ({
    ...price,
    input: String(Number(price.input) * 1.5),
  }))
  const next = merge(lock, [answer('litellm', raised, '2026-12-01')], '2026-12-01', []).lock
  const [before, now] = [await costsOf(lock), await costsOf(next)]
  expect(next.prices.length).toBeGreaterThan(lock.prices.length + 1300)
  for (const model of new Set(lock.prices.flatMap((price) => [price.model, ...(price.aliases ?? [])]))) {
    const sku: Sku = { provider: null, model, tier: 'standard', speed: 'standard', geo: null }
    expect([model, now(sku, '2026-11-30')]).toEqual([model, before(sku, '2026-11-30')])
  }
})
