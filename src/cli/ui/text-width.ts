import { createRequire } from 'node:module'

/** One column each: Latin, Greek and Cyrillic letters, punctuation, arrows and boxes. */
const NARROW =
  /^[\u0020-\u007e\u00a0-\u00ac\u00ae-\u02ff\u0370-\u0377\u0384-\u0482\u048a-\u052f\u2010-\u2027\u2190-\u2193\u2500-\u259f]*$/

type Measure = (text: string) => number
const require = createRequire(import.meta.url)
let measure: Measure | undefined

/** Columns of a text on a terminal. What needs more than counting is rare, and takes long to load. */
export function textWidth(text: string): number {
  if (NARROW.test(text)) return text.length
  measure ??= loadMeasure()
  return measure(text)
}

const loadMeasure = (): Measure => (require('string-width') as { default: Measure }).default
