import { describe, expect, it, onTestFinished } from 'vitest'
import { resolveConfig } from '../../src/config/settings.ts'
import type { PriceBook, Rate } from '../../src/core/prices.ts'
import { openReport } from '../../src/pipeline/report.ts'
import { discoverSources } from '../../src/pipeline/surroundings.ts'
import { pricesOf, ratesWithin } from '../../src/reports/prices.ts'
import { tempFolder } from '../helpers/folders.ts'
import { homeWith } from '../helpers/homes.ts'
import { rateOf } from '../helpers/rates.ts'

const FILTERS = { agents: [], models: [], projects: [], branches: [], timezone: 'Europe/Berlin' }
const PERIOD = { since: '2026-03-10', until: '2026-03-11', timezone: 'Europe/Berlin' }
const [START, END] = [Date.parse('2026-03-09T23:00:00Z'), Date.parse('2026-03-11T23:00:00Z')]

/** What a report of requests of these models says of its prices, under a book that knows them. */
async function blocksOf(models: readonly string[], ...books: readonly Readonly<Record<string, readonly Rate[]>>[]) {
  const home = homeWith(models.map((model) => ({ time: '2026-03-10T10:00:00.000Z', model })))
  const env = { HOME: home, RIMURU_HOME: tempFolder() }
  const settings = resolveConfig(null)
  const sources = discoverSources(settings, env)
  const report = await openReport({ settings, env, filters: { ...FILTERS, ...PERIOD }, sources })
  onTestFinished(() => report.close())
  const blocks = []
  for (const rates of books) {
    const book: PriceBook = {
      version: `sha256:${Math.random()}`,
      asOf: '2030-01-01',
      ratesFor: ({ model }) => rates[model] ?? [],
      models: () => [],
    }
    blocks.push(await pricesOf({ db: report.db, book }, PERIOD))
  }
  return blocks
}

describe('the prices of a report', () => {
  it('are those that its own usage can meet in its own days', async () => {
    const own = [rateOf(1n, { until: START - 1 }), rateOf(2n, { from: START - 1 })]
    const [before, after, elsewhere, otherwise, earlier] = await blocksOf(
      ['a'],
      { a: own, b: [rateOf(5n)] },
      // Other models, other days and other words are no other prices.
      { a: [rateOf(9n, { until: START }), rateOf(2n, { from: START, until: END }), rateOf(3n, { from: END })] },
      { a: [rateOf(2n, { rule: 'another', source: 'elsewhere' })] },
      { a: [rateOf(2n, { until: END - 1 }), rateOf(3n, { from: END - 1 })] },
      { a: [rateOf(1n, { until: START + 1 }), rateOf(2n, { from: START + 1 })] },
    )
    expect(before!.version).toMatch(/^sha256:[0-9a-f]{64}$/)
    expect(after).toEqual(before)
    expect(elsewhere).toEqual(before)
    expect(new Set([before, otherwise, earlier].map((block) => block!.version)).size).toBe(3)
  })

  it('are the same where a model without a price was used too', async () => {
    const [alone] = await blocksOf(['a'], { a: [rateOf(2n)] })
    const [beside] = await blocksOf(['a', 'b'], { a: [rateOf(2n)] })
    expect(beside).toEqual(alone)
  })

  it('are others with every term of a rate', async () => {
    const others: Partial<Rate>[] = [
      {},
      { promptOver: 200_000 },
      { promptUpTo: 200_000 },
      { hours: { from: 0, until: 60 } },
      { rates: { ...rateOf(1n).rates, output: 1n } },
      { rates: { ...rateOf(1n).rates, webSearch: 1n } },
    ]
    const blocks = await blocksOf(['a'], ...others.map((other) => ({ a: [rateOf(1n, other)] })))
    expect(new Set(blocks.map(({ version }) => version)).size).toBe(others.length)
  })

  it('are as new as the newest of them', async () => {
    const [known, ruled, none, nothing] = await blocksOf(
      ['a', 'b'],
      { a: [rateOf(1n, { priceDate: '2026-02-02' })], b: [rateOf(1n, { priceDate: '2025-12-01' })] },
      { a: [rateOf(1n, { priceDate: null })], b: [rateOf(1n)] },
      { a: [rateOf(1n, { priceDate: null })] },
      {},
    )
    expect(known!.as_of).toBe('2026-02-02')
    expect(ruled!.as_of).toBe('2026-01-01')
    // Where nothing has a price, nothing that a sync can change stands for it.
    expect([none!.as_of, nothing!.as_of]).toEqual(['2026-03-11', '2026-03-11'])
  })

  it('begin and end where the period does not, and only there', () => {
    expect(ratesWithin([rateOf(1n, { from: 3, until: 7 })], 3, 7)).toEqual([rateOf(1n)])
    expect(ratesWithin([rateOf(1n, { from: 4, until: 6 })], 3, 7)).toEqual([rateOf(1n, { from: 4, until: 6 })])
    expect(ratesWithin([rateOf(1n, { until: 3 }), rateOf(2n, { from: 7 })], 3, 7)).toEqual([])
  })
})
