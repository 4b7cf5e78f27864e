import { describe, expect, it } from 'vitest'
import type { ReportChart } from '../../../src/plugin-sdk/types.ts'
import { shares } from '../../../src/reports/charts/shares.ts'
import { coloursIn, cutTexts, drawn, overlaps, textsOf, usd, wordsOf } from './svg.ts'

const partsOf = (costs: Readonly<Record<string, string>>) =>
  Object.entries(costs).map(([name, cost]) => ({ name, cost: usd(cost) }))

const sharesOf = (costs: Readonly<Record<string, string>>): ReportChart =>
  drawn(shares({ parts: partsOf(costs), title: 'Cost by model' }))

const bars = ({ svg }: ReportChart) =>
  [...svg.matchAll(/<rect class="shares-(c0|rest)" [^>]*? width="([^"]*)"/g)].map(
    ([, colour, width]) => `${colour} ${width}`,
  )

/** Random enough, and the same in every run. */
const costsOf = (seed: number, count: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`m${index}`, String(((seed + 1) * (index + 3) * 7919) % 10007)]),
  )

describe('the shares', () => {
  it('are a row each, the dearest first, with dollars and percent', () => {
    const chart = sharesOf({ haiku: '1', opus: '1234.5', sonnet: '264.5' })
    expect(wordsOf(chart)).toEqual([
      'opus',
      '$1,234.50',
      '82.3%',
      'sonnet',
      '$264.50',
      '17.6%',
      'haiku',
      '$1.00',
      '0.1%',
    ])
    expect(bars(chart)).toEqual(['c0 625.5', 'c0 134', 'c0 2'])
    expect(chart.alt).toBe('Cost by model: opus $1,234.50 (82.3%), sonnet $264.50 (17.6%), haiku $1.00 (0.1%).')
  })

  it('are at most six and the others', () => {
    const chart = sharesOf(
      Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`m${index}`, String(12 - index)])),
    )
    expect(wordsOf(chart).slice(-6)).toEqual(['m5', '$7.00', '9.0%', '6 others', '$21.00', '26.9%'])
    expect(bars(chart).at(-1)).toBe('rest 204.6')
    expect(chart.svg).toContain('height="364"')
  })

  it.each([1, 2, 3, 5, 6, 7, 8, 30])('of %i add up to 100 percent', (count) => {
    for (let seed = 0; seed < 50; seed++) {
      const percents = wordsOf(sharesOf(costsOf(seed, count))).filter((text) => text.endsWith('%'))
      expect(percents).toHaveLength(Math.min(count, 7))
      expect(percents.reduce((sum, text) => sum + Number(text.slice(0, -1).replace('.', '')), 0)).toBe(1000)
    }
  })

  it('are never all of it where there is another', () => {
    expect(
      wordsOf(sharesOf({ a: '99.96', b: '0.03', c: '0.01', d: '0' })).filter((text) => text.endsWith('%')),
    ).toEqual(['99.9%', '0.1%', '0.0%', '0.0%'])
  })

  it('give what rounding leaves to those that lost most by it', () => {
    expect(wordsOf(sharesOf({ a: '1', b: '1', c: '1' })).filter((text) => text.endsWith('%'))).toEqual([
      '33.4%',
      '33.3%',
      '33.3%',
    ])
    expect(wordsOf(sharesOf({ a: '5004', b: '2998', c: '1998' })).filter((text) => text.endsWith('%'))).toEqual([
      '50.0%',
      '30.0%',
      '20.0%',
    ])
  })

  it('cut long names in the middle, and nothing hides anything', () => {
    const name = 'openrouter/some-vendor/an-extremely-long-name-of-a-model-2026-11-01-preview-thinking-high-context'
    const chart = sharesOf({
      [name]: '123456.78',
      [name.toUpperCase()]: '1',
      名前の長いモデルの名前の長いモデルの名前の長いモデルの名前の長い: '3',
    })
    expect(textsOf(chart, 'narrow')[0]!.text).toMatch(/^openrouter.*….*high-context$/)
    expect(overlaps(chart)).toEqual([])
    expect(cutTexts(chart)).toEqual([])
    expect(chart.alt).toContain(name)
  })

  it('add up the parts of one name', () => {
    const chart = drawn(shares({ title: 'T', parts: [...partsOf({ a: '1', b: '1.5' }), ...partsOf({ a: '1' })] }))
    expect(wordsOf(chart)).toEqual(['a', '$2.00', '57.1%', 'b', '$1.50', '42.9%'])
  })

  it('are none of nothing', () => {
    const chart = sharesOf({ a: '0', b: '0' })
    expect(wordsOf(chart)).toEqual(['a', '$0.00', '–', 'b', '$0.00', '–'])
    expect(bars(chart)).toEqual([])
    expect(shares({ parts: [], title: 'Cost by model' })).toBeNull()
  })

  it('are drawn under names of their own, whatever they are called', () => {
    const chart = drawn(shares({ id: 'by <team> "x"', title: 'A & B', parts: partsOf({ '<i>&"\'': '1' }) }))
    expect(chart.id).toBe('by--team---x-')
    expect(chart.title).toBe('A & B')
    expect(chart.svg).toContain('aria-labelledby="by--team---x--title by--team---x--desc"')
    expect(chart.svg).toContain('<title id="by--team---x--title">A &amp; B</title>')
    expect(wordsOf(chart)[0]).toBe('<i>&"\'')
    expect([...coloursIn(chart.svg)]).toContain('#2f6fde')
  })
})
