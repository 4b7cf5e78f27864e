import { expect, test } from 'vitest'
import { formatMoney } from '../../../src/core/money.ts'
import { bookWith, sku, spans } from './book.ts'

test('a discount holds for its seller alone, in rule and source', async () => {
  const book = await bookWith({ discounts: [{ provider: 'azure-openai', percent: '12.5' }] })
  const rates = book.ratesFor(sku('gpt-b', { provider: 'azure' }))

  expect(spans(rates)).toEqual(['.. 2.625/7.875/0.2625'])
  expect(rates[0]!.rule).toMatch(/; discount of 12\.5 %$/)
  expect(rates[0]!.source).toBe('list, discount of the config')
  expect(spans(book.ratesFor(sku('gpt-b')))).toEqual(['.. 1/8/0.1'])
})

test('a dated discount cuts the prices at its first day and after its last', async () => {
  const book = await bookWith({
    discounts: [{ provider: 'anthropic', percent: 50, from: '2026-02-01', until: '2026-03-31' }],
  })
  const rates = book.ratesFor(sku('claude-a-1'))

  expect(spans(rates)).toEqual([
    '..2026-02-01 4/20/0.4',
    '2026-02-01..2026-03-01 2/10/0.2',
    '2026-03-01..2026-04-01 1/5/0.1',
    '2026-04-01.. 2/10/0.2',
  ])
  expect(rates.map(({ rule }) => rule.includes('discount'))).toEqual([false, true, true, false])
})

test('each class may have a percentage of its own', async () => {
  const book = await bookWith({ discounts: [{ provider: 'openai', percent: { input: 10, cacheRead: '100' } }] })
  const [rate] = book.ratesFor(sku('gpt-b'))

  expect(spans([rate!])).toEqual(['.. 0.9/8/0'])
  expect(rate!.rule).toMatch(/; discount of 10 % on input, 100 % on cache reads$/)
})

test('of several that hold the last counts, they are not added up', async () => {
  const book = await bookWith({
    discounts: [
      { provider: 'openai', percent: 10 },
      { provider: 'openai', percent: 20, from: '2026-06-01' },
    ],
  })
  expect(spans(book.ratesFor(sku('gpt-b')))).toEqual(['..2026-06-01 0.9/7.2/0.09', '2026-06-01.. 0.8/6.4/0.08'])
})

test('none ends one that is earlier in the list', async () => {
  const book = await bookWith({
    discounts: [
      { provider: 'openai', percent: 10 },
      { provider: 'openai', percent: 0, from: '2026-06-01', until: '2026-06-30' },
      { provider: 'azure', percent: { input: 0 } },
    ],
  })
  const rates = book.ratesFor(sku('gpt-b'))

  expect(spans(rates)).toEqual([
    '..2026-06-01 0.9/7.2/0.09',
    '2026-06-01..2026-07-01 1/8/0.1',
    '2026-07-01.. 0.9/7.2/0.09',
  ])
  expect(rates[1]!.rule).toMatch(/; discount of 0 %$/)
  expect(book.ratesFor(sku('gpt-b', { provider: 'azure' }))[0]!.rule).toMatch(/; discount of 0 %$/)
})

test('a price of the config is what is paid: no discount on it', async () => {
  const book = await bookWith({
    overrides: [{ provider: 'openai', model: 'gpt-b', input: 5, output: 6, cacheRead: 1 }],
    discounts: [{ provider: 'openai', percent: 10 }],
  })
  expect(spans(book.ratesFor(sku('gpt-b')))).toEqual(['.. 5/6/1'])
})

test('a rate is rounded half to even at its eighteenth place', async () => {
  const book = await bookWith({
    overrides: [],
    discounts: [{ provider: 'openai', percent: '33.333333333333333333' }],
  })
  const [rate] = book.ratesFor(sku('gpt-b'))
  // 0.000001 x 0.66666666666666666667
  expect(formatMoney(rate!.rates.input)).toBe('0.000000666666666667')
})

test('the version knows of every rule', async () => {
  const versions = [
    await bookWith({}),
    await bookWith({ discounts: [{ provider: 'openai', percent: 10 }] }),
    await bookWith({ discounts: [{ provider: 'openai', percent: 20 }] }),
    await bookWith({ aliases: { mine: 'gpt-b' } }),
  ].map(({ version }) => version)
  expect(new Set(versions).size).toBe(4)
})
