import { expect, it } from 'vitest'
import { restatedSection } from '../../../src/reports/sections/restated.ts'
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

it('has the newest first, and is left out where nothing was restated', () => {
  const { rows, totals } = restatedSection([MONDAY, TUESDAY], 10)!
  expect(rows.map(({ name }) => name)).toEqual(['Tuesday, 17 November 2026', 'Monday, 16 November 2026'])
  expect(totals).toMatchObject({ before_usd: '3', after_usd: '4.5', change_usd: '1.5' })
  expect(restatedSection([], 10)).toBe(null)
})
