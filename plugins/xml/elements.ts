import type { ExportOptions } from 'rimuru/plugin-sdk'

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** XML has no place for control characters and lone surrogates, not even an escape. */
export const escaped = (value: unknown): string =>
  String(value)
    .replace(/[^\t\n\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replace(/[&<>"]/g, (sign) => ESCAPES[sign]!)

/** Of an element at some depth: what stands before and after it. */
export interface Layout {
  line(depth: number, text: string): string
}

export const layoutOf = ({ pretty }: ExportOptions): Layout => ({
  line: (depth, text) => (pretty ? `${'  '.repeat(depth)}${text}\n` : text),
})

/** The first line says what the bytes are. */
export const headOf = ({ include_headers: wanted }: ExportOptions): string =>
  wanted ? '<?xml version="1.0" encoding="UTF-8"?>\n' : ''

/** An element with a text; nothing where there is no value. */
export const element = (name: string, value: unknown): string =>
  value === null || value === undefined ? '' : `<${name}>${escaped(value)}</${name}>`

/** ` name="value"` for each that has one. */
export const attributes = (values: Readonly<Record<string, unknown>>): string =>
  Object.entries(values)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => ` ${name}="${escaped(value)}"`)
    .join('')
