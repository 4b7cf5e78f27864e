import type { ReportChart } from '../../plugin-sdk/types.ts'
import { NARROW, styleOf, WIDE } from './style.ts'
import { escaped } from './text.ts'

export const WIDTH = 760

export interface Picture {
  readonly id: string
  readonly title: string
  readonly alt: string
  readonly height: number
  readonly body: string
}

/** Several drawings share a page, and an id is a part of names there. */
export const safeId = (id: string): string => id.replace(/[^A-Za-z0-9_-]/g, '-')

export function chartOf({ id, title, alt, height, body }: Picture): ReportChart {
  const size = `width="${WIDTH}" height="${px(height)}" viewBox="0 0 ${WIDTH} ${px(height)}"`
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img" aria-labelledby="${id}-title ${id}-desc">
<title id="${id}-title">${escaped(title)}</title>
<desc id="${id}-desc">${escaped(alt)}</desc>
<style>
${styleOf(id)}
</style>
<g class="${id}-all">
${body}
</g>
</svg>
`
  return { id, title, alt, svg }
}

/** Coordinates have at most one decimal place. */
export const px = (value: number): string => String(Math.round(value * 10) / 10)

export interface Text {
  readonly x: number
  /** Of its baseline. */
  readonly y: number
  readonly text: string
  readonly kind: 'text' | 'quiet' | 'strong' | 'over'
  readonly anchor?: 'start' | 'middle' | 'end'
}

export const textAt = (id: string, { x, y, text, kind, anchor = 'start' }: Text): string => {
  const aligned = anchor === 'start' ? '' : ` text-anchor="${anchor}"`
  return `<text class="${id}-${kind}" x="${px(x)}" y="${px(y)}"${aligned}>${escaped(text)}</text>`
}

export const lineAt = (id: string, kind: string, x1: number, y1: number, x2: number, y2: number): string =>
  `<path class="${id}-${kind}" d="M${px(x1)} ${px(y1)}L${px(x2)} ${px(y2)}"/>`

export const rectAt = (id: string, kind: string, x: number, y: number, width: number, height: number, r = 0): string =>
  `<rect class="${id}-${kind}" x="${px(x)}" y="${px(y)}" width="${px(width)}" height="${px(height)}"${r === 0 ? '' : ` rx="${px(r)}"`}/>`

/** The same texts twice: only one of them shows, depending on how wide the drawing is. */
export const inBothSizes = (id: string, texts: (size: number) => string): string => `<g class="${id}-wide">
${texts(WIDE)}
</g>
<g class="${id}-narrow">
${texts(NARROW)}
</g>`
