import { expect, it } from 'vitest'
import { tableOf } from '../../plugins/email/sections.ts'
import { anomaliesSection } from '../../src/reports/sections/notable.ts'

it('below a name in a letter a number says what it is', () => {
  const day = { day: '2026-11-19', cost: 7n * 10n ** 18n, expected: 10n ** 18n, excess: 6n * 10n ** 18n }
  const section = anomaliesSection([
    { ...day, name: null, times: '7.0' },
    { ...day, name: 'shop-api', times: null },
  ])
  expect(tableOf(section).rows.map(({ name, below }) => [name, below])).toEqual([
    ['Thu, 19 Nov 2026', 'everything · Times the usual: 7.0'],
    ['Thu, 19 Nov 2026', 'shop-api'],
  ])
})
