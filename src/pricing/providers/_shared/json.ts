import { RimuruError } from '../../../core/errors.ts'

/** JSON in which every number is the text that stands there: a price never passes through a binary float. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(withNumbersAsText(text.replace(/^\uFEFF/, '')))
  } catch {
    throw nonsense(`no JSON, it begins with "${beginningOf(text)}"`)
  }
}

const QUOTE = 34
const BACKSLASH = 92
const MINUS = 45

/** A reviver is told the text of a number as well, and takes three times as long. */
function withNumbersAsText(text: string): string {
  const pieces: string[] = []
  let done = 0
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) at = endOfString(text, at)
    else if (code === MINUS || isDigit(code)) {
      const start = at
      while (isNumeric(text.charCodeAt(at))) at += 1
      pieces.push(text.slice(done, start), '"', text.slice(start, at), '"')
      done = at
      at -= 1
    }
  }
  return pieces.join('') + text.slice(done)
}

/** Where its closing quote stands, or the end of the text. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let before = end - 1
    while (text.charCodeAt(before) === BACKSLASH) before -= 1
    if ((end - before) % 2 === 1) return end
  }
  return text.length
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57

/** Digits and `+ - . e E`. */
const isNumeric = (code: number): boolean =>
  isDigit(code) || code === MINUS || code === 46 || code === 43 || code === 101 || code === 69

const beginningOf = (text: string): string =>
  text
    .slice(0, 40)
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()

/** An answer that cannot be a list of prices. */
export const nonsense = (what: string): RimuruError => new RimuruError('E5001', what)
