import { describe, expect, test } from 'vitest'
import { formatMoney } from '../../../src/core/money.ts'
import type { Sku } from '../../../src/core/usage.ts'
import { loadBookWithRules } from '../../../src/pricing/rules/load-book.ts'
import { priced, synced } from '../lock/locks.ts'
import { bookWith, sku, spans } from './book.ts'

const plain = await bookWith({})

test('without rules the listed prices stand', () => {
  expect(spans(plain.ratesFor(sku('claude-a-1')))).toEqual(['..2026-03-01 4/20/0.4', '2026-03-01.. 2/10/0.2'])
})

test('an override without a day is the whole price, and says where it is from', async () => {
  const book = await bookWith({
    overrides: [{ provider: 'anthropic', model: 'claude-a-1', input: 1, output: '3e0', cacheRead: '0.10' }],
  })
  const [rate, ...others] = book.ratesFor(sku('claude-a-1-20260101'))

  expect(spans([rate!])).toEqual(['.. 1/3/0.1'])
  expect(rate).toMatchObject({ source: 'config', priceDate: null })
  expect(rate!.rule).toMatch(/^anthropic\/claude-a-1, standard/)
  expect(others).toEqual([])
  expect(book.version).not.toBe(plain.version)
})

test('an override from a day on leaves what held before it', async () => {
  const book = await bookWith({
    overrides: [{ provider: 'anthropic', model: 'claude-a-1', from: '2026-02-10', input: 1, output: 3, cacheRead: 0 }],
  })
  const rates = book.ratesFor(sku('claude-a-1'))

  expect(spans(rates)).toEqual(['..2026-02-10 4/20/0.4', '2026-02-10.. 1/3/0'])
  expect(rates.map(({ source, priceDate }) => [source, priceDate])).toEqual([
    ['list', '2026-01-05'],
    ['config', '2026-02-10'],
  ])
})

test('an override may price a model that no list has, of a seller under any of its names', async () => {
  const book = await bookWith({
    overrides: [
      {
        provider: 'Bedrock',
        model: 'acme-coder',
        input: 0.000_000_1,
        output: 7,
        tiers: [{ promptOver: 10, input: 2, output: 9 }],
      },
    ],
  })
  const rates = book.ratesFor(sku('acme-coder', { provider: 'amazon-bedrock' }))

  expect(plain.ratesFor(sku('acme-coder'))).toEqual([])
  expect(rates.map(({ promptOver, promptUpTo }) => [promptOver, promptUpTo])).toEqual([
    [null, 10],
    [10, null],
  ])
  expect(spans(rates)).toEqual(['.. 0.0000001/7/0.0000001', '.. 2/9/2'])
  expect(rates[0]!.rule).toMatch(/^aws\/acme-coder, standard/)
})

test('two prices of one model and day are refused, also under two names of one seller', async () => {
  const price = { model: 'acme-coder', from: '2026-05-01', input: 1, output: 2 }
  const overrides = [
    { ...price, provider: 'bedrock' },
    { ...price, provider: 'AWS', model: 'Acme-Coder' },
  ]
  await expect(bookWith({ overrides })).rejects.toMatchObject({
    code: 'E3001',
    message: 'pricing.overrides: two of them are for one provider, model and day',
    hint: 'leave one of those for Acme-Coder out: "AWS" is the provider aws, also under its other names',
  })
  await expect(
    bookWith({ overrides: [overrides[0]!, { ...overrides[1]!, from: '2026-06-01' }] }),
  ).resolves.toBeDefined()
})

test('blanks around the names of an override are no part of them', async () => {
  const book = await bookWith({ overrides: [{ provider: ' openai ', model: ' gpt-b ', input: 7, output: 8 }] })
  expect(spans(book.ratesFor(sku('gpt-b')))).toEqual(['.. 7/8/7'])
})

test('a search costs what an override says, whoever makes the model', async () => {
  const prices = { input: 1, output: 2, webSearch: '0.02' }
  const tiers = [{ promptOver: 10, input: 2, output: 4 }]
  const book = await bookWith({ overrides: [{ provider: 'acme', model: 'coder', ...prices, tiers }] })
  const rates = book.ratesFor(sku('coder'))
  const listed = book.models().find(({ model }) => model === 'coder')!.prices[0]!

  expect(rates.map((rate) => formatMoney(rate.rates.webSearch))).toEqual(['0.02', '0.02'])
  expect(rates[0]!.rule).not.toContain('web search')
  expect([listed, ...listed.tiers].map((price) => formatMoney(price.rates.webSearch))).toEqual(['0.02', '0.02'])
})

test('the hours of an override hold on the days that it names', async () => {
  const book = await bookWith({
    overrides: [
      {
        provider: 'openai',
        model: 'gpt-b',
        input: 1,
        output: 8,
        cacheRead: 0,
        hours: [{ utc: '00:00-00:00', days: ['sat', 'sun'], input: '0.5' }],
      },
    ],
  })
  const rates = book.ratesFor(sku('gpt-b'))

  expect(spans(rates)).toEqual(['.. 1/8/0', '.. 0.5/8/0'])
  expect(rates.map(({ hours }) => hours)).toEqual([
    { from: 0, until: 5 * 1440 },
    { from: 5 * 1440, until: 7 * 1440 },
  ])
})

describe('what a name was priced as before the day of its first price of its own stays', () => {
  const from = '2026-05-01'
  const over = { from, input: 7, output: 7, cacheRead: 7 }
  const pricesOf = async (provider: string, model: string, asked: Partial<Sku> = {}) => {
    const book = await bookWith({ overrides: [{ provider, model, ...over }] })
    return book.ratesFor(sku(model, asked))
  }
  const later = `${from}.. 7/7/7`

  test.each([
    ['a date', 'anthropic', 'claude-a-1-20260101', {}],
    ['another spelling', 'anthropic', 'claude-1-a', {}],
    ['an alias', 'anthropic', 'claude-first', {}],
    ['another seller', 'aws', 'claude-a-1', { provider: 'bedrock' }],
  ])('found by %s', async (_, provider, model, asked) => {
    const rates = await pricesOf(provider, model, asked)

    expect(spans(rates)).toEqual(['..2026-03-01 4/20/0.4', `2026-03-01..${from} 2/10/0.2`, later])
    expect(rates[0]!.rule).toMatch(/^anthropic\/claude-a-1, standard/)
    expect(rates.map(({ source }) => source)).toEqual(['list', 'list', 'config'])
  })

  test('a name that asks for the fast table keeps the fast price', async () => {
    expect(spans(await pricesOf('openai', 'gpt-b-fast'))).toEqual([`..${from} 2/16/0.2`, later])
  })

  test('the fast service of a price that was a copy itself is named as what it was copied from', async () => {
    const fast = priced('openai/gpt-9 2/8', { fast: { times: '2.5' } })
    const lock = synced(['2026-01-01', fast], ['2026-02-01', priced('azure/gpt-9 3/9')])
    const overrides = [{ provider: 'azure', model: 'gpt-9-fast', ...over }]
    const book = await loadBookWithRules({ aliases: {}, overrides, discounts: [] }, { lock })
    const rates = book.ratesFor(sku('gpt-9-fast', { provider: 'azure' }))

    expect(spans(rates)).toEqual(['..2026-02-01 5/20/5', `2026-02-01..${from} 3/9/3`, later])
    expect(rates[0]!.rule).toMatch(/^openai\/gpt-9 fast, /)
  })

  test('a name that nothing found has the price for all of time', async () => {
    expect(spans(await pricesOf('acme', 'coder'))).toEqual(['.. 7/7/7'])
  })

  test('what it was priced as may be an override too', async () => {
    const book = await bookWith({
      overrides: [
        { provider: 'anthropic', model: 'claude-a-1-20260101', ...over },
        { provider: 'anthropic', model: 'claude-a-1', input: 1, output: 2, cacheRead: 3 },
      ],
    })
    expect(spans(book.ratesFor(sku('claude-a-1-20260101')))).toEqual([`..${from} 1/2/3`, later])
    expect(spans(book.ratesFor(sku('claude-a-1')))).toEqual(['.. 1/2/3'])
  })
})
