import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays } from '../../../src/core/days.ts'
import type { Money } from '../../../src/core/money.ts'
import { anomalies } from '../../../src/reports/digest/anomalies.ts'
import { anyCost, anyDay, usd, weeklyFrom } from '../../helpers/daily-costs.ts'

const MONDAY = '2026-11-16'
const FIRST = '2026-10-19'
const period = { since: MONDAY, until: MONDAY }
/** Median 10.5, MAD 1: the spread is 1.4826. */
const usual = ['10', '12', '11', '9']

const found = (before: readonly string[], cost: Money, floor?: Money) =>
  anomalies({
    series: [{ name: 'api', days: weeklyFrom(FIRST, before).set(MONDAY, cost) }],
    period,
    first: FIRST,
    floor,
  })

describe('an anomaly', () => {
  it('is a day far above what its weekday usually costs', () => {
    expect(found(usual, usd('30'))).toEqual([
      { name: 'api', day: MONDAY, cost: usd('30'), expected: usd('10.5'), excess: usd('19.5'), times: '2.9' },
    ])
  })

  it('begins above three and a half spreads', () => {
    // 10.5 + 3.5 x 1.4826
    expect(found(usual, usd('15.6891'))).toEqual([])
    expect(found(usual, usd('15.6891') + 1n)).toHaveLength(1)
  })

  it('needs a tenth more per spread where nothing ever varied', () => {
    // 100 + 3.5 x 10
    expect(found(['100', '100', '100', '100'], usd('135'))).toEqual([])
    expect(found(['100', '100', '100', '100'], usd('135.01'))).toHaveLength(1)
  })

  it('needs five dollars, or the floor that was given', () => {
    const nothing = ['0', '0', '0', '0']
    expect(found(nothing, usd('4.99'))).toEqual([])
    expect(found(nothing, usd('5'))).toMatchObject([{ expected: 0n, excess: usd('5'), times: null }])
    expect(found(nothing, usd('4.99'), usd('1'))).toHaveLength(1)
    expect(found(nothing, usd('0.035'), 0n)).toEqual([])
    expect(found(nothing, usd('0.036'), 0n)).toHaveLength(1)
  })

  it('is never a day that cost little', () => {
    expect(found(['100', '100', '100', '100'], 0n)).toEqual([])
  })

  it('is not looked for while there are fewer than four such weekdays', () => {
    const input = { series: [{ name: 'api', days: new Map([[MONDAY, usd('1000')]]) }], period }
    expect(anomalies({ ...input, first: '2026-10-20' })).toEqual([])
    expect(anomalies({ ...input, first: null })).toEqual([])
  })

  it('is measured by the last eight such weekdays', () => {
    const days = weeklyFrom('2026-08-24', ['90', '90', '90', '90', '5', '5', '5', '5', '10', '10', '10', '10', '30'])
    const [anomaly] = anomalies({ series: [{ name: 'api', days }], period, first: '2026-08-24' })
    expect(anomaly).toMatchObject({ expected: usd('7.5'), times: '4.0' })
  })

  it('of many comes by its excess, then by name and day', () => {
    const series = ['zeta', 'alpha'].map((name) => ({
      name,
      days: new Map([
        ['2026-11-15', usd('50')],
        [MONDAY, usd('50')],
        ['2026-11-17', usd('70')],
        ['2026-11-18', usd('900')],
      ]),
    }))
    const days = anomalies({ series, period: { since: '2026-11-15', until: '2026-11-17' }, first: '2026-01-01' })
    expect(days.map(({ name, day }) => `${name} ${day.slice(8)}`)).toEqual([
      'alpha 17',
      'zeta 17',
      'alpha 15',
      'alpha 16',
      'zeta 15',
      'zeta 16',
    ])
  })

  it('is every day that costs ten dollars more than seven times the dearest before it', () => {
    const history = fc.array(anyCost, { minLength: 4, maxLength: 20 })
    fc.assert(
      fc.property(anyDay, history, (first, costs) => {
        const day = addDays(first, costs.length * 7)
        const dearest = costs.reduce((most, cost) => (cost > most ? cost : most))
        const days = new Map(costs.map((cost, index) => [addDays(first, index * 7), cost]))
        days.set(day, dearest * 7n + usd('10'))
        const result = anomalies({ series: [{ name: 'api', days }], period: { since: day, until: day }, first })
        expect(result.map((each) => each.day)).toEqual([day])
      }),
    )
  })

  it('is in the period and at least the floor above what was expected', () => {
    const history = fc.array(anyCost, { minLength: 5, maxLength: 60 })
    fc.assert(
      fc.property(anyDay, history, fc.nat(400), (first, costs, back) => {
        const days = new Map(costs.map((cost, index) => [addDays(first, index * 7), cost]))
        const until = addDays(first, (costs.length - 2) * 7)
        const since = addDays(until, -back)
        for (const { day, cost, expected, excess } of anomalies({
          series: [{ name: 'api', days }],
          period: { since, until },
          first,
        })) {
          expect(day >= since && day <= until).toBe(true)
          expect(excess).toBe(cost - expected)
          expect(excess >= usd('5')).toBe(true)
        }
      }),
    )
  })
})
