import type { ExportOptions } from 'rimuru/plugin-sdk'

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
}

/** Most values: nothing in them has to be looked at twice. */
const PLAIN = /^[\w .:/,@+=()-]*$/

/** XML has no place for control characters and lone surrogates, not even an escape. A parser would change a bare return. */
export function escaped(value: unknown): string {
  const text = String(value)
  if (PLAIN.test(text)) return text
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replace(/[&<>"\r]/g, (sign) => ESCAPES[sign]!)
}

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

/** ` name="value"` for each that has one. Of tabs and line breaks in it a parser would make blanks. */
export const attributes = (values: Readonly<Record<string, unknown>>): string =>
  Object.entries(values)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => ` ${name}="${escaped(value).replace(/[\t\n]/g, (sign) => ESCAPES[sign]!)}"`)
    .join('')
