import { describe, expect, it } from 'vitest'
import type { ReportChart } from '../../../src/plugin-sdk/types.ts'
import { dailyBars } from '../../../src/reports/charts/daily-bars.ts'
import { coloursIn, cutTexts, daysUntil, drawn, overlaps, renderer, textsOf, usd, wordsOf } from './svg.ts'

const UNTIL = '2026-11-20'
const period = { since: UNTIL, until: UNTIL }

/** Days up to UNTIL, each with what its agents cost. */
const daysOf = (costs: readonly Readonly<Record<string, string>>[]) =>
  daysUntil(UNTIL, costs.length).map((day, index) => ({
    day,
    parts: Object.entries(costs[index]!).map(([name, cost]) => ({ name, cost: usd(cost) })),
  }))

const ofOneAgent = (...costs: readonly string[]) => daysOf(costs.map((codex) => ({ Codex: codex })))

interface Bar {
  readonly title: string
  readonly quiet: boolean
  /** From the bottom up, with their colours. */
  readonly pieces: readonly { readonly colour: string; readonly bottom: number; readonly top: number }[]
}

function barsOf({ id, svg }: ReportChart): Bar[] {
  return [...svg.matchAll(/<g( class="[^"]*-other")?><title>([^<]*)<\/title>(.*?)<\/g>/g)].map(
    ([, quiet, title, shapes]) => ({
      title: title!,
      quiet: quiet !== undefined,
      pieces: [...shapes!.matchAll(/<(rect|path) class="([^"]*)" (.*?)\/>/g)].flatMap(([, shape, kind, rest]) => {
        const colour = kind!.slice(id.length + 1)
        if (colour === 'hit') return []
        if (shape === 'rect') {
          const [y, height] = [/ y="([^"]*)"/.exec(rest!)![1], /height="([^"]*)"/.exec(rest!)![1]].map(Number)
          return { colour, bottom: y! + height!, top: y! }
        }
        const [, bottom, shoulder, r] = /^d="M\S+ (\S+)V(\S+?)a(\S+)/.exec(rest!)!.map(Number)
        return { colour, bottom: bottom!, top: shoulder! - r! }
      }),
    }),
  )
}

const heightsOf = (chart: ReportChart): number[] =>
  barsOf(chart).map(({ pieces }) => Math.round((pieces[0]!.bottom - pieces.at(-1)!.top) * 10) / 10)

describe('the bars of the days', () => {
  it('are as high as the days are dear', () => {
    const chart = drawn(dailyBars({ days: ofOneAgent('10', '40', '20', '5.5', '0.004'), period }))
    expect(heightsOf(chart)).toEqual([50, 200, 100, 27.5, 1])
    expect(wordsOf(chart).filter((text) => text.startsWith('$'))).toEqual([
      '$0',
      '$10',
      '$20',
      '$30',
      '$40',
      '$40.00',
      '$0.004',
    ])
  })

  it('pile up the agents, the dearest of all days at the bottom', () => {
    const days = daysOf([{ Codex: '10', Claude: '5' }, { Claude: '30' }, { Codex: '20', Claude: '20' }])
    const pieces = barsOf(drawn(dailyBars({ days, period }))).map((bar) => bar.pieces)
    expect(pieces).toEqual([
      [
        { colour: 'c0', bottom: 236, top: 211 },
        { colour: 'c1', bottom: 211, top: 161 },
      ],
      [{ colour: 'c0', bottom: 236, top: 86 }],
      [
        { colour: 'c0', bottom: 236, top: 136 },
        { colour: 'c1', bottom: 136, top: 36 },
      ],
    ])
  })

  it('say their day and its cents, and what each agent cost', () => {
    const days = daysOf([{ Codex: '1234.565' }, { Codex: '1.005', Claude: '0.0042', Amp: '0' }])
    expect(barsOf(drawn(dailyBars({ days, period }))).map(({ title }) => title)).toEqual([
      '2026-11-19: $1,234.56',
      '2026-11-20: $1.01 (Codex $1.00, Claude $0.0042)',
    ])
  })

  it('stand out in the period of the report', () => {
    const chart = drawn(
      dailyBars({ days: ofOneAgent('1', '2', '3', '4'), period: { since: '2026-11-18', until: '2026-11-19' } }),
    )
    expect(barsOf(chart).map(({ quiet }) => quiet)).toEqual([true, false, false, true])
    const [second, third] = [...chart.svg.matchAll(/-c0" d="M(\S+) /g)].slice(1, 3).map(([, x]) => Number(x))
    const [, x, width] = /-mark" x="(\S+)" y="239" width="(\S+)"/.exec(chart.svg)!.map(Number)
    expect([x, x! + width!]).toEqual([second, third! + 44])
    expect(
      drawn(dailyBars({ days: ofOneAgent('1', '2'), period: { since: '2026-11-19', until: UNTIL } })).svg,
    ).not.toMatch(/class="[^"]*-(other|mark)"/)
  })

  it('leave a gap with a tick where nothing was used, also where the day is not in the list', () => {
    const [first, , third] = ofOneAgent('10', '0', '20')
    const chart = drawn(dailyBars({ days: [third!, first!], period }))
    expect(barsOf(chart).map(({ pieces }) => pieces)).toEqual([
      [{ colour: 'c0', bottom: 236, top: 136 }],
      [{ colour: 'none', bottom: 236, top: 234 }],
      [{ colour: 'c0', bottom: 236, top: 36 }],
    ])
    expect(barsOf(chart)[1]!.title).toBe('2026-11-19: $0.00')
  })

  it('keep their scale beside an outlier, which says what it cost', () => {
    const days = ofOneAgent(...Array.from({ length: 30 }, (_, index) => (index === 11 ? '2000' : '20')))
    const chart = drawn(dailyBars({ days, period }))
    expect(heightsOf(chart).filter((height) => height !== 2)).toEqual([200])
    expect(
      textsOf(chart, 'wide')
        .filter(({ kind }) => kind !== 'quiet')
        .map(({ text }) => text),
    ).toEqual(['Nov 20', '$2,000', '$20.00'])
  })

  it('say "No cost" where there is none', () => {
    const chart = drawn(dailyBars({ days: ofOneAgent('0', '0'), period }))
    expect(wordsOf(chart)).toEqual(['$0', 'Nov 20', 'Nov 19', 'No cost'])
    expect(chart.alt).toBe('Cost per day, Nov 19 to Nov 20, 2026: nothing.')
  })
})

describe('the labels of the days', () => {
  it('are every week counted back from the last day', () => {
    const chart = drawn(dailyBars({ days: ofOneAgent(...Array.from({ length: 30 }, () => '1')), period }))
    const weeks = ['Nov 20', 'Nov 13', 'Nov 6', 'Oct 30', 'Oct 23']
    expect(wordsOf(chart).filter((text) => /^(Oct|Nov)/.test(text))).toEqual(weeks)
    expect(wordsOf(chart, 'narrow').filter((text) => /^(Oct|Nov)/.test(text))).toEqual(weeks)
    expect(textsOf(chart, 'wide').find(({ text }) => text === 'Nov 20')!.kind).toBe('strong')
  })

  it.each([1, 2, 5, 7, 8, 14, 15, 28, 30, 31, 45, 60, 91, 92, 120, 365])(
    'hide no other and are not cut with %i days',
    (count) => {
      for (const peak of [0, count >> 1, count - 2, count - 1]) {
        const costs = Array.from({ length: count }, (_, index) =>
          String(index === peak ? 123456 : (index * 7919) % 9000),
        )
        const chart = drawn(
          dailyBars({ days: daysOf(costs.map((cost) => ({ Codex: cost, 'Gemini CLI': '3' }))), period }),
        )
        expect(overlaps(chart)).toEqual([])
        expect(cutTexts(chart)).toEqual([])
      }
    },
  )
})

describe('the legend', () => {
  const colours = (chart: ReportChart) =>
    [...chart.svg.matchAll(/<rect class="daily-cost-(\w+)" [^>]*rx="3"\/><text[^>]*>([^<]*)/g)].map(
      ([, colour, name]) => `${colour} ${name}`,
    )

  it('names the agents where there are several that cost anything', () => {
    const two = drawn(dailyBars({ days: daysOf([{ Codex: '1', Claude: '2', Amp: '0' }]), period }))
    expect(new Set(colours(two))).toEqual(new Set(['c0 Claude', 'c1 Codex']))
    expect(colours(drawn(dailyBars({ days: daysOf([{ Codex: '1', Amp: '0' }]), period })))).toEqual([])
  })

  it('puts what is left of twelve agents together, and the bars do too', () => {
    const costs = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`agent ${index}`, String(12 - index)]))
    const chart = drawn(dailyBars({ days: daysOf([costs]), period }))
    expect(colours(chart).slice(0, 7)).toEqual([
      ...[0, 1, 2, 3, 4, 5].map((index) => `c${index} agent ${index}`),
      'rest 6 others',
    ])
    const rest = barsOf(chart)[0]!.pieces.at(-1)!
    // 21 of 78 dollars, on a scale to 80.
    expect([rest.colour, Math.round((rest.bottom - rest.top) * 10) / 10]).toEqual(['rest', 52.5])
    expect(overlaps(chart)).toEqual([])
    expect(cutTexts(chart)).toEqual([])
  })

  it('names a seventh agent itself', () => {
    const costs = Object.fromEntries(Array.from({ length: 7 }, (_, index) => [`agent ${index}`, String(12 - index)]))
    expect(colours(drawn(dailyBars({ days: daysOf([costs]), period })))[6]).toBe('rest agent 6')
  })
})

describe('the drawing', () => {
  const names = ['<b>&"\'', 'a\u0000\ud800b', '名前の長いエージェント', 'x'.repeat(200)]
  const odd = {
    days: daysOf([Object.fromEntries(names.map((name, index) => [name, String(9 - index)])), { Codex: '1', Amp: '1' }]),
    period,
  }

  it('is XML whatever the agents are called', () => {
    const { svg } = drawn(dailyBars(odd))
    expect(svg).toContain('>&lt;b&gt;&amp;&quot;&#39;<')
    expect(svg).toContain('>a\ufffd\ufffdb<')
    expect(svg).not.toContain('<b>')
    expect(renderer(svg).render().width).toBe(760)
    expect(cutTexts(drawn(dailyBars(odd)))).toEqual([])
  })

  it('is the same for the same days in any order', () => {
    const turned = { ...odd, days: odd.days.toReversed().map(({ day, parts }) => ({ day, parts: parts.toReversed() })) }
    expect(dailyBars(turned)).toEqual(dailyBars(odd))
  })

  it('is light for a renderer that knows no media queries', () => {
    const colours = coloursIn(drawn(dailyBars({ days: daysOf([{ Codex: '2', Claude: '3' }]), period })).svg)
    expect([...colours]).toEqual(expect.arrayContaining(['#ffffff', '#2f6fde', '#cf8300']))
    expect([...colours]).not.toContain('#5b93f5')
  })

  it('shows the texts of one size only', () => {
    const { svg } = drawn(dailyBars(odd))
    const wide = svg.replace(/<g class="daily-cost-narrow">[\s\S]*?<\/g>/, '')
    expect(wide.length).toBeLessThan(svg.length)
    expect(renderer(wide).render().pixels.equals(renderer(svg).render().pixels)).toBe(true)
  })

  it('keeps its names to itself and reaches for nothing', () => {
    const { id, svg } = drawn(dailyBars(odd))
    const rules = /<style>([\s\S]*)<\/style>/.exec(svg)![1]!
    const selectors = [...rules.matchAll(/([^{}]+)\{(?!\.)[^{}]*\}/g)].flatMap(([, list]) => list!.trim().split(','))
    expect(selectors.length).toBeGreaterThan(20)
    for (const selector of selectors) expect(selector).toMatch(new RegExp(`^\\.${id}-\\w+$`))
    for (const [, name] of svg.matchAll(/ (?:id|class)="([^"]*)"/g)) expect(name).toMatch(new RegExp(`^${id}-\\w+$`))
    expect(svg.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|url\(|href|<script|var\(/)
  })

  it('tells in one sentence what it shows', () => {
    expect(drawn(dailyBars({ days: ofOneAgent('10.5', '1234.25', '30'), period }))).toMatchObject({
      id: 'daily-cost',
      title: 'Cost per day',
      alt: 'Cost per day, Nov 18 to Nov 20, 2026: $1,274.75 in all, $30.00 of it in the reported period (Nov 20, 2026); the dearest day is Nov 19 with $1,234.25.',
    })
  })

  it('is not made without days', () => {
    expect(dailyBars({ days: [], period })).toBeNull()
  })
})
