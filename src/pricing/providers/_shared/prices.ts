import type { Figures } from '../../price-list.ts'
import { PRICE_CLASSES } from '../../../core/price-rules.ts'
import { shifted } from './decimals.ts'

/** A model that is left out, and why: a class that cannot be read must not make the model look cheaper. */
export class Unusable extends Error {}

const PER_TOKEN_TO_MILLION = 6

/** Absent and null are no price, which is not the price 0. */
export const perMillion = (perToken: unknown): string | undefined => priced(perToken, PER_TOKEN_TO_MILLION)

export const asWritten = (price: unknown): string | undefined => priced(price, 0)

function priced(value: unknown, places: number): string | undefined {
  if (value === undefined || value === null) return undefined
  const price = typeof value === 'string' ? shifted(value, places) : null
  if (price !== null) return price
  if (typeof value === 'string' && value.trim().startsWith('-')) throw new Unusable('a negative price')
  throw new Unusable('a price that is no number')
}

/** A factor on a price; 0 and less is none. */
export function factor(value: unknown): string | undefined {
  const text = priced(value, 0)
  if (text === '0') throw new Unusable('a factor of 0')
  return text
}

type Found = { readonly [Key in keyof Figures]?: string | undefined }

/** Without the classes that have no price. */
export function present(found: Found): Partial<Figures> {
  const figures: { -readonly [Key in keyof Figures]?: string } = {}
  for (const key of PRICE_CLASSES) {
    const price = found[key]
    if (price !== undefined) figures[key] = price
  }
  return figures
}

export const isComplete = (figures: Partial<Figures>): figures is Figures =>
  figures.input !== undefined && figures.output !== undefined

export function complete(figures: Partial<Figures>): Figures {
  if (isComplete(figures)) return figures
  throw new Unusable('no price for input and output')
}

/** What is charged besides our classes of tokens would be missing from the cost. */
export function refuseCharge(price: string | undefined, what: string): void {
  if (price !== undefined && price !== '0') throw new Unusable(what)
}

export function wholeNumber(value: unknown): number | undefined {
  const text = typeof value === 'string' ? shifted(value, 0) : null
  const number = text === null ? Number.NaN : Number(text)
  return Number.isSafeInteger(number) && number > 0 ? number : undefined
}
