import { expect, it } from 'vitest'
import { restatedHighlight, restatedSection } from '../../../src/reports/sections/restated.ts'
import type { RestatedPeriod } from '../../../src/reports/sections/restated.ts'

const MONDAY: RestatedPeriod = {
  period: { since: '2026-11-16', until: '2026-11-16' },
  old_cost_usd: '2',
  new_cost_usd: '1.5',
  from_usage_usd: '0',
  from_prices_usd: '-0.5',
  reasons: ['price'],
}
const TUESDAY: RestatedPeriod = {
  period: { since: '2026-11-17', until: '2026-11-17' },
  old_cost_usd: '1',
  new_cost_usd: '3',
  from_usage_usd: '2',
  from_prices_usd: '0',
  reasons: ['usage'],
}

const columnsOf = (restated: readonly RestatedPeriod[]): string[] =>
  restatedSection(restated, 10)!.columns.map(({ label }) => label)

it('takes a change apart only where it has two parts: otherwise the reason says it', () => {
  expect(columnsOf([MONDAY])).toEqual(['Days', 'Reported', 'Now', 'Change', 'Why'])
  expect(columnsOf([TUESDAY])).toEqual(['Days', 'Reported', 'Now', 'Change', 'Why'])
  expect(columnsOf([MONDAY, TUESDAY])).toEqual([
    'Days',
    'Reported',
    'Now',
    'Change',
    'From usage',
    'From prices',
    'Why',
  ])
})

it('names one day as the days of a report are, and several by their span', () => {
  const week = { ...MONDAY, period: { since: '2026-11-09', until: '2026-11-15' } }
  expect(restatedSection([week], 10)!.rows.map(({ name }) => name)).toEqual(['9 to 15 November 2026'])
})

it('has the newest first, and is left out where nothing was restated', () => {
  const { rows, totals } = restatedSection([MONDAY, TUESDAY], 10)!
  expect(rows.map(({ name }) => name)).toEqual(['2026-11-17', '2026-11-16'])
  expect(totals).toMatchObject({ before_usd: '3', after_usd: '4.5', change_usd: '1.5' })
  expect(restatedSection([], 10)).toBe(null)
})

it('sums up the oldest where there are more than it shows, but never a single one', () => {
  const before = (day: string): RestatedPeriod => ({ ...TUESDAY, period: { since: day, until: day } })
  const all = [before('2026-11-14'), before('2026-11-15'), MONDAY, TUESDAY]
  const named = (most: number) => restatedSection(all, most)!.rows.map(({ name, change_usd }) => [name, change_usd])
  expect(named(2)).toEqual([
    ['2026-11-17', '2'],
    ['2026-11-16', '-0.5'],
    ['2 others', '4'],
  ])
  expect(named(3).map(([name]) => name)).toEqual(['2026-11-17', '2026-11-16', '2026-11-15', '2026-11-14'])
})

it.each([
  ['2', '1.5', '$1.50, not $2.00'],
  ['10.004', '10.001', '$10.001, not $10.004'],
  ['0.0000004', '0.0000005', '$0.0000005, not $0.0000004'],
])('from %s to %s is told as two amounts that differ', (before, after, costs) => {
  const [told] = restatedHighlight([{ ...MONDAY, old_cost_usd: before, new_cost_usd: after }])
  expect(told!.text).toBe(`Monday, 16 November 2026 costs ${costs} as reported: other prices.`)
})
