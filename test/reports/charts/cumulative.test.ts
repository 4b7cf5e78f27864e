import { describe, expect, it } from 'vitest'
import type { ReportChart } from '../../../src/plugin-sdk/types.ts'
import { cumulative } from '../../../src/reports/charts/cumulative.ts'
import { coloursIn, cutTexts, daysUntil, drawn, overlaps, renderer, textsOf, usd, wordsOf } from './svg.ts'

const MONTH = daysUntil('2026-11-30', 30)
const period = { since: '2026-11-01', until: '2026-11-30' }

const first = (count: number, cost: string) => MONTH.slice(0, count).map((day) => ({ day, cost: usd(cost) }))

const forecastOf = (low: string, mid: string, high: string) => ({ low: usd(low), mid: usd(mid), high: usd(high) })

const month = drawn(
  cumulative({ ...period, days: first(20, '30'), budget: usd('1000'), forecast: forecastOf('850', '900', '950') }),
)

/** The points of one line of the drawing. */
const points = ({ id, svg }: ReportChart, kind: string): number[][] =>
  new RegExp(`class="${id}-${kind}" d="M([^"VZz]*)`)
    .exec(svg)![1]!
    .split('L')
    .map((point) => point.split(' ').map(Number))

describe('the running total', () => {
  it('rises from nothing with what the days cost', () => {
    const days = [
      { day: '2026-11-04', cost: usd('300') },
      { day: '2026-11-01', cost: usd('100') },
      { day: '2026-11-02', cost: usd('200') },
      { day: '2026-10-31', cost: usd('9999') },
    ]
    const line = points(drawn(cumulative({ ...period, days, budget: usd('1000'), forecast: null })), 'line')
    // On a scale to 1,000 dollars 200 pixels high; the third of November cost nothing.
    expect(line.map(([, y]) => y)).toEqual([236, 216, 176, 176, 116])
    const steps = line.slice(1).map(([x], index) => x! - line[index]![0]!)
    for (const step of steps) expect(step).toBeCloseTo((752 - line[0]![0]!) / 30, 0)
  })

  it('says the total with its share of the budget, the budget, and the forecast with its interval', () => {
    expect(wordsOf(month).filter((text) => !/^(Nov|\$0|\$250|\$500|\$750|\$1,000)/.test(text))).toEqual([
      'Budget $1,000',
      '$600.00 so far (60%)',
      '$900',
      'forecast',
      '$850–$950',
    ])
    expect(wordsOf(month, 'narrow')).toContain('$600.00 (60%)')
    expect(month.alt).toBe(
      'Running total, Nov 1 to Nov 30, 2026: $600.00, 60% of the budget of $1,000.00; the forecast for Nov 30 is $900.00, between $850.00 and $950.00.',
    )
  })

  it('draws the budget across, and the forecast with its wedge to the end of the period', () => {
    const [[left], [right, y]] = points(month, 'budget') as [number[], number[]]
    expect(y).toBe(36)
    expect(points(month, 'line')[0]).toEqual([left, 236])
    const last = points(month, 'line').at(-1)
    expect(points(month, 'forecast')).toEqual([last, [right, 56]])
    expect(points(month, 'wedge')).toEqual([last, [right, 46], [right, 66]])
  })

  it('cuts a wedge that leaves the plot', () => {
    const chart = drawn(
      cumulative({ ...period, days: first(10, '10'), budget: null, forecast: forecastOf('200', '300', '2000') }),
    )
    const wedge = points(chart, 'wedge')
    // To 500 dollars, where the axis ends: from 100 to 2,000 it is left behind after 400 of 1,900.
    const [[x0], [cut, top], [right, upper]] = wedge as [number[], number[], number[]]
    expect([top, upper]).toEqual([36, 36])
    expect((cut! - x0!) / (right! - x0!)).toBeCloseTo(400 / 1900, 3)
    expect(wordsOf(chart)).toContain('$200–$2,000')
  })

  it('is marked where it is above its budget', () => {
    const over = drawn(cumulative({ ...period, days: first(20, '60'), budget: usd('1000'), forecast: null }))
    expect(textsOf(over, 'wide').find(({ kind }) => kind === 'over')!.text).toBe('$1,200 (120%)')
    expect(over.svg).toMatch(/<circle class="running-total-over"/)
    expect(month.svg).not.toMatch(/class="running-total-over"/)
  })

  it('never says 100 percent too early', () => {
    const almost = drawn(cumulative({ ...period, days: first(1, '999.99'), budget: usd('1000'), forecast: null }))
    expect(almost.alt).toContain('$999.99, 99% of the budget')
    const little = drawn(cumulative({ ...period, days: first(1, '0.5'), budget: usd('1000'), forecast: null }))
    expect(little.alt).toContain('$0.50, <1% of the budget')
  })

  it('has no forecast where the period is over', () => {
    const forecast = forecastOf('1', '2', '3')
    const chart = drawn(cumulative({ ...period, days: first(30, '1'), budget: null, forecast }))
    expect(wordsOf(chart)).not.toContain('forecast')
    expect(chart.alt).toBe('Running total, Nov 1 to Nov 30, 2026: $30.00 in all.')
  })

  it('can be of one day, of nothing, and of a budget of nothing', () => {
    const day = { since: '2026-11-05', until: '2026-11-05', days: [{ day: '2026-11-05', cost: 0n }], forecast: null }
    expect(points(drawn(cumulative({ ...day, budget: null })), 'line').map(([, y]) => y)).toEqual([236, 236])
    expect(drawn(cumulative({ ...day, budget: 0n })).alt).toBe(
      'Running total, Nov 5, 2026: $0.00 of the budget of $0.00.',
    )
  })

  it('is not made without a day of the period', () => {
    expect(cumulative({ ...period, days: [], budget: usd('5'), forecast: null })).toBeNull()
    const before = [{ day: '2026-10-31', cost: usd('5') }]
    expect(cumulative({ ...period, days: before, budget: null, forecast: null })).toBeNull()
  })

  it('has names of its own where several are on a page', () => {
    const days = first(2, '1')
    const chart = drawn(cumulative({ ...period, days, budget: null, forecast: null, id: 'budget-a&b', title: 'A & B' }))
    expect(chart).toMatchObject({
      id: 'budget-a-b',
      title: 'A & B',
      alt: 'A & B, Nov 1 to Nov 30, 2026: $2.00 in all.',
    })
    for (const [, name] of chart.svg.matchAll(/ (?:id|class)="([^"]*)"/g)) expect(name).toMatch(/^budget-a-b-\w+$/)
  })

  it('is drawn by a renderer that knows no media queries', () => {
    expect(renderer(month.svg).render().height).toBe(278)
    expect([...coloursIn(month.svg)]).toEqual(expect.arrayContaining(['#ffffff', '#2f6fde', '#aab4bf']))
  })

  it.each([1, 2, 5, 10, 15, 20, 25, 29, 30])('has no label on another after %i days', (count) => {
    for (const daily of ['0.0001', '3', '20', '33.333', '40', '100', '4000']) {
      for (const budget of [null, usd('1'), usd('500'), usd('1000'), usd('1234.56'), usd('100000')]) {
        const total = usd(daily) * BigInt(count)
        for (const growth of [1n, 2n, 30n]) {
          const forecast = { low: total, mid: total * growth, high: total * growth * 2n }
          const chart = drawn(cumulative({ ...period, days: first(count, daily), budget, forecast }))
          expect(overlaps(chart), `${daily} ${budget} ${growth}`).toEqual([])
          expect(cutTexts(chart), `${daily} ${budget} ${growth}`).toEqual([])
        }
      }
    }
  })
})
