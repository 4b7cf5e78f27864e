import { RimuruError } from '../../../core/errors.ts'

/** JSON in which every number is the text that stands there: a price never passes through a binary float. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''), sourceOfNumber)
  } catch {
    throw nonsense(`no JSON, it begins with "${beginningOf(text)}"`)
  }
}

const sourceOfNumber = (_key: string, value: unknown, context?: { source?: string }): unknown =>
  typeof value === 'number' ? context?.source : value

const beginningOf = (text: string): string =>
  text
    .slice(0, 40)
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()

/** An answer that cannot be a list of prices. */
export const nonsense = (what: string): RimuruError => new RimuruError('E5001', what)
