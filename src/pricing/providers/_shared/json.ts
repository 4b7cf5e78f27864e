import { RimuruError } from '../../../core/errors.ts'

/** JSON in which every number is the text that stands there: a price never passes through a binary float. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(withNumbersAsText(Buffer.from(text.replace(/^\uFEFF/, ''))))
  } catch {
    throw nonsense(`no JSON, it begins with "${beginningOf(text)}"`)
  }
}

const QUOTE = 34
const BACKSLASH = 92
const MINUS = 45

/** A reviver is told the text of a number as well, and takes three times as long. */
function withNumbersAsText(json: Buffer): string {
  // At most two quotes more for each number and what parts it from the next.
  const out = Buffer.allocUnsafe(2 * json.length + 2)
  let end = 0
  let inString = false
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at]!
    if (inString || !(byte === MINUS || isDigit(byte))) {
      out[end++] = byte
      if (byte === QUOTE) inString = !inString
      else if (byte === BACKSLASH && inString) out[end++] = json[++at] ?? QUOTE
      continue
    }
    out[end++] = QUOTE
    while (isNumeric(json[at])) out[end++] = json[at++]!
    out[end++] = QUOTE
    at -= 1
  }
  return out.toString('utf8', 0, end)
}

const isDigit = (byte: number): boolean => byte >= 48 && byte <= 57

/** Digits and `+ - . e E`. */
const isNumeric = (byte: number | undefined): boolean =>
  byte !== undefined && (isDigit(byte) || byte === MINUS || byte === 46 || byte === 43 || byte === 101 || byte === 69)

const beginningOf = (text: string): string =>
  text
    .slice(0, 40)
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()

/** An answer that cannot be a list of prices. */
export const nonsense = (what: string): RimuruError => new RimuruError('E5001', what)
