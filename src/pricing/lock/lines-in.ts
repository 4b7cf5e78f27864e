import { SERVICES } from '../price-terms.ts'
import type { LockedPrice } from './types.ts'

const FIGURE = String.raw`"\d{1,15}(?:\.\d{1,18})?"`
const COUNT = String.raw`(?:0|[1-9]\d{0,14})`
const NAME = String.raw`[^"\\\x00-\x1f]+`
const DAY = String.raw`\d{4}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)`
const FIGURES = `"input":${FIGURE},"output":${FIGURE}(?:,"(?:cacheRead|cacheWrite5m|cacheWrite1h|webSearch)":${FIGURE})*`
const SERVICE = String.raw`(?:,"(?:${SERVICES.join('|')})":\{(?:${FIGURES}|"times":${FIGURE})\})*`

/** A price as nearly all are written; those with hours or several tiers are not among them. */
const PLAIN = new RegExp(
  String.raw`\{"provider":"${NAME}","model":"${NAME}"(?:,"valid_from":"${DAY}")?,${FIGURES}` +
    String.raw`(?:,"tiers":\[\{"promptOver":${COUNT},${FIGURES}${SERVICE}\}\])?${SERVICE}` +
    String.raw`(?:,"aliases":\["${NAME}"(?:,"${NAME}")*\])?(?:,"contextWindow":${COUNT})?(?:,"deprecated":true)?` +
    String.raw`(?:,"note":"${NAME}")?(?:,"copy_of":"${NAME}")?,"source":"${NAME}"\}(?=,?\n)`,
  'y',
)

/** What a price is known by. */
export type NamedPrice = Pick<LockedPrice, 'provider' | 'model' | 'valid_from' | 'source'>

/** One line of the prices, without the comma behind it. */
export interface PriceLine {
  readonly start: number
  readonly end: number
  /** Of a line that is certainly right the names alone, else all that was parsed from it. */
  readonly price: unknown
  readonly isRight: boolean
}

const OPENING = '"prices":[\n'
const CLOSING = '\n]}\n'

/** All but the prices of a lock, where it is written as Rimuru writes it; else null. */
export function headIn(text: string): unknown {
  const opening = text.indexOf(OPENING)
  return opening < 0 || !text.endsWith(CLOSING) ? null : (parsed(`${text.slice(0, opening)}"prices":[]}`) ?? null)
}

/**
 * The lines of such a lock, told right or not by one expression over the text: a third of the time of parsing all and looking
 * at what was parsed. The last one is null where a line is not one price.
 */
export function* linesIn(text: string): Iterable<PriceLine | null> {
  const last = text.length - CLOSING.length
  for (let start = text.indexOf(OPENING) + OPENING.length; start < last;) {
    const line = lineAt(text, start)
    const isLast = line?.end === last
    if (line === null || (!isLast && !text.startsWith(',\n{', line.end))) return yield null
    yield line
    start = line.end + ',\n'.length
  }
}

function lineAt(text: string, start: number): PriceLine | null {
  PLAIN.lastIndex = start
  if (PLAIN.test(text))
    return { start, end: PLAIN.lastIndex, price: namesIn(text, start, PLAIN.lastIndex), isRight: true }
  const lineEnd = text.indexOf('\n', start)
  const end = text[lineEnd - 1] === ',' ? lineEnd - 1 : lineEnd
  const price = parsed(text.slice(start, end))
  return price === undefined ? null : { start, end, price, isRight: false }
}

/** Of a plain line, in which a quotation mark ends a name. */
function namesIn(text: string, start: number, end: number): NamedPrice {
  const provider = nameAt(text, start + '{"provider":"'.length)
  const modelAt = start + '{"provider":"","model":"'.length + provider.length
  const model = nameAt(text, modelAt)
  const next = modelAt + model.length + '","'.length
  const source = text.slice(text.lastIndexOf('"', end - '"}'.length - 1) + 1, end - '"}'.length)
  return text.startsWith('valid_from', next)
    ? { provider, model, valid_from: nameAt(text, next + 'valid_from":"'.length), source }
    : { provider, model, source }
}

const nameAt = (text: string, start: number): string => text.slice(start, text.indexOf('"', start))

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
