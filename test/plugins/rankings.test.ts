import { expect, it } from 'vitest'
import { digestOf } from '../../plugins/_shared/notify/digest.ts'
import type { ReportColumn, ReportRow } from '../../src/plugin-sdk/types.ts'
import { DIGEST, REPORT } from '../helpers/notifications.ts'

/** What messages show of a table. */
const shownOf = (id: string, columns: readonly ReportColumn[], rows: readonly ReportRow[]) => {
  const section = { id, title: id, note: null, columns, rows, totals: null, chart: null }
  return digestOf(DIGEST, { ...REPORT, sections: [section] }).rankings[0]!.rows
}

it('a change that went up has its sign', () => {
  const columns: ReportColumn[] = [
    { key: 'name', label: 'Project', kind: 'text' },
    { key: 'before_usd', label: 'Before', kind: 'usd' },
    { key: 'change_usd', label: 'Change', kind: 'usd', signed: true },
  ]
  const rows = ['7.131', '-0.92', '0.001', '0', null].map((change) => ({
    name: 'a',
    before_usd: '1',
    change_usd: change,
  }))
  expect(shownOf('movers', columns, rows).map(({ value }) => value)).toEqual([
    '+$7.13',
    '−$0.92',
    '+<$0.01',
    '$0.00',
    '–',
  ])
})

it('what agents keep has its unit, and no bar that compares it with another', () => {
  const columns: ReportColumn[] = [
    { key: 'name', label: 'Agent', kind: 'text' },
    { key: 'unit', label: 'What', kind: 'text' },
    { key: 'amount', label: 'Amount', kind: 'decimal' },
  ]
  const rows = [
    { name: 'copilot', unit: 'credits', amount: '1235.32728' },
    { name: 'copilot', unit: 'lines added', amount: '145' },
  ]
  expect(shownOf('meters', columns, rows)).toEqual([
    { name: 'copilot', value: '1,235.32728 credits', share: null },
    { name: 'copilot', value: '145 lines added', share: null },
  ])
})

it('an unusual day says whose it is', () => {
  const columns: ReportColumn[] = [
    { key: 'day', label: 'Day', kind: 'date' },
    { key: 'name', label: 'What', kind: 'text' },
    { key: 'expected_usd', label: 'Usual', kind: 'usd' },
    { key: 'cost_usd', label: 'Cost', kind: 'usd' },
  ]
  const rows = ['everything', 'shop-api'].map((name) => ({ day: '2026-11-19', name, expected_usd: '1', cost_usd: '8' }))
  expect(shownOf('anomalies', columns, rows).map(({ name, value }) => `${name} ${value}`)).toEqual([
    '2026-11-19 everything $8.00',
    '2026-11-19 shop-api $8.00',
  ])
})
