import { createRequire } from 'node:module'
import { Resvg } from '@resvg/resvg-js'
import { parseMoney } from '../../../src/core/money.ts'
import type { Money } from '../../../src/core/money.ts'
import type { ReportChart } from '../../../src/plugin-sdk/types.ts'

export const usd = (text: string): Money => parseMoney(text)!

/** `count` days up to one, the first of them at index 0. */
export const daysUntil = (until: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) =>
    new Date(Date.parse(`${until}T00:00:00Z`) - (count - 1 - index) * 86_400_000).toISOString().slice(0, 10),
  )

/** What must be drawn. */
export function drawn(chart: ReportChart | null): ReportChart {
  if (!chart) throw new Error('no chart')
  return chart
}

export interface ShownText {
  readonly text: string
  readonly kind: string
  readonly from: number
  readonly to: number
  readonly baseline: number
  readonly size: number
}

export const SIZES = { wide: 14, narrow: 24 } as const

const unescaped = (text: string): string =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')

const number = (element: string, name: string): number => Number(new RegExp(` ${name}="([^"]*)"`).exec(element)![1])

/** The texts that a wide or a narrow drawing shows, with the space that DejaVu Sans, a wide font, gives them. */
export function textsOf({ id, svg }: ReportChart, width: keyof typeof SIZES): ShownText[] {
  const group = new RegExp(`<g class="${id}-${width}">([\\s\\S]*?)</g>`).exec(svg)![1]!
  const size = SIZES[width]
  return [...group.matchAll(/<text class="([^"]*)"([^>]*)>([^<]*)<\/text>/g)].map(([, kind, attributes, content]) => {
    const text = unescaped(content!)
    const x = number(attributes!, 'x')
    const length = [...text].length * size * 0.62
    const anchor = /text-anchor="(\w+)"/.exec(attributes!)?.[1] ?? 'start'
    const from = anchor === 'start' ? x : anchor === 'middle' ? x - length / 2 : x - length
    return { text, kind: kind!.slice(id.length + 1), from, to: from + length, baseline: number(attributes!, 'y'), size }
  })
}

export const wordsOf = (chart: ReportChart, width: keyof typeof SIZES = 'wide'): string[] =>
  textsOf(chart, width).map(({ text }) => text)

/** The pairs of texts that hide each other. */
export function overlaps(chart: ReportChart): string[] {
  return (['wide', 'narrow'] as const).flatMap((width) => {
    const texts = textsOf(chart, width)
    return texts.flatMap((a, index) =>
      texts
        .slice(index + 1)
        .filter((b) => a.from < b.to && b.from < a.to && Math.abs(a.baseline - b.baseline) < a.size * 0.9)
        .map((b) => `${width}: ${a.text} / ${b.text}`),
    )
  })
}

/** The texts that reach out of the picture. */
export function cutTexts(chart: ReportChart): string[] {
  const height = number(chart.svg, 'height')
  return (['wide', 'narrow'] as const).flatMap((width) =>
    textsOf(chart, width)
      .filter(({ from, to, baseline, size }) => from < -0.1 || to > 765 || baseline < size * 0.75 || baseline > height)
      .map(({ text }) => `${width}: ${text}`),
  )
}

const font = createRequire(import.meta.url).resolve('@expo-google-fonts/roboto/400Regular/Roboto_400Regular.ttf')

/** Refuses what is not well-formed XML. */
export const renderer = (svg: string): Resvg =>
  new Resvg(svg, {
    background: '#ffffff',
    font: { loadSystemFonts: false, fontFiles: [font], defaultFontFamily: 'Roboto' },
  })

/** The colours, as #rrggbb, that are in a rendered drawing. */
export function coloursIn(svg: string): Set<string> {
  const { pixels } = renderer(svg).render()
  const colours = new Set<string>()
  for (let at = 0; at < pixels.length; at += 4) colours.add(`#${pixels.subarray(at, at + 3).toString('hex')}`)
  return colours
}
