import { expect, it } from 'vitest'
import { contentOf } from '../../plugins/email/content.ts'
import { digestOf } from '../../plugins/_shared/notify/digest.ts'
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

it('what leaves out nothing has neither star nor note', () => {
  expect(contentOf(DIGEST, REPORT).footer).not.toContain('*')
  expect(digestOf(DIGEST, REPORT).footer.join()).not.toContain('*')
})
