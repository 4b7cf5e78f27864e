import { expect, it } from 'vitest'
import { contentOf } from '../../plugins/email/content.ts'
import { embedOf } from '../../plugins/discord/embed.ts'
import { digestOf } from '../../plugins/_shared/notify/digest.ts'
import { summaryOf } from '../../plugins/github/summary.ts'
import { messageOf } from '../../plugins/slack/message.ts'
import type { Report } from '../../src/plugin-sdk/types.ts'
import { DIGEST, REPORT } from './email-sample.ts'

/** Each has cost a dollar, but for one that has no price; two more leave something out. */
const ROWS = Array.from({ length: 13 }, (_, i) => ({
  name: `model-${i}`,
  cost_usd: i === 2 ? null : '1',
  unpriced_requests: i === 1 || i === 2 || i === 12 ? 4 : 0,
}))
const PARTIAL: Report = {
  ...REPORT,
  figures: [
    { id: 'cost', label: 'Cost', kind: 'usd', value: '12', note: null, leaves_out: 12 },
    { id: 'month', label: 'Month to date', kind: 'usd', value: '30', note: null, leaves_out: 0 },
  ],
  sections: [
    {
      id: 'models',
      title: 'By model',
      note: null,
      columns: [
        { key: 'name', label: 'Model', kind: 'text' },
        { key: 'cost_usd', label: 'Cost', kind: 'usd', leaves_out: 'unpriced_requests' },
      ],
      rows: ROWS,
      totals: { name: 'Total', cost_usd: '12', unpriced_requests: 12 },
      chart: null,
    },
  ],
}
const NOTE = '* Leaves out requests without a price.'

it('a letter has a star at each cost that leaves something out, also where rows are summed up', () => {
  const { headline, figures, sections, footer } = contentOf(DIGEST, PARTIAL)
  expect([headline, ...figures].map((figure) => figure?.value)).toEqual(['$12.00*', '$30.00'])
  const rows = sections[0]!.table!.rows.map(({ name, numbers }) => `${name} ${numbers.join()}`)
  expect(rows.slice(0, 4)).toEqual(['model-0 $1.00', 'model-1 $1.00*', 'model-2 –', 'model-3 $1.00'])
  expect(rows.slice(-2)).toEqual(['3 more $3.00*', 'Total $12.00*'])
  expect(footer).toContain(NOTE)
})

it('so has a message in a channel', () => {
  const { title, figures, rankings, footer } = digestOf(DIGEST, PARTIAL)
  expect(title).toMatch(/^\$12\.00\* · /)
  expect(figures.map(({ value }) => value)).toEqual(['$30.00'])
  expect(rankings[0]!.rows.slice(0, 3).map(({ value }) => value)).toEqual(['$1.00', '$1.00*', '–'])
  expect(footer[0]).toBe(NOTE)
})

it('so has a budget, also in a channel that shows no sentence of one that holds', () => {
  const budgets = [
    { name: 'team', state: 'ok', spent_usd: '30', amount_usd: '100', used_percent: '30.0', message: '' },
    { name: 'shop', state: 'ok', spent_usd: '2', amount_usd: '10', used_percent: '20.0', message: '' },
  ]
  const section = {
    ...PARTIAL.sections[0]!,
    id: 'budgets',
    rows: [
      { name: 'team', spent_usd: '30', unpriced_requests: 12 },
      { name: 'shop', spent_usd: '2', unpriced_requests: 0 },
    ],
    totals: null,
  }
  const notification = { ...DIGEST, metadata: { ...DIGEST.metadata, budgets } }
  const digest = digestOf(notification, { ...PARTIAL, sections: [section] })
  const letter = contentOf(notification, { ...PARTIAL, sections: [section] })
  expect(letter.budgets.map(({ amounts }) => amounts)).toEqual(['$30.00* of $100.00', '$2.00 of $10.00'])
  expect(JSON.stringify(messageOf(digest, 'info', []))).toContain('$30.00* of $100.00')
  expect(embedOf(digest, 'info').description).toContain(String.raw`$30.00\* of $100.00`)
  expect(summaryOf(digest, 'info', 100_000)).toContain(String.raw`$30.00\* of $100.00`)
})

it('what leaves out nothing has neither star nor note', () => {
  expect(contentOf(DIGEST, REPORT).footer).not.toContain('*')
  expect(digestOf(DIGEST, REPORT).footer.join()).not.toContain('*')
})
