import { MOST_DOLLARS } from '../_shared/tokens.ts'

const DOLLARS = /^\$?\s*(\d[\d,]*(?:\.\d+)?|\.\d+)$/

/** `$0.19`, `0.19`, `$1,234.50`. Words (`Included`, `Free`), `-`, `NaN` and nothing are no amount. */
export function dollarsOf(text: string): string | null {
  const amount = DOLLARS.exec(text.trim())?.[1]?.replaceAll(',', '')
  if (amount === undefined || Number(amount) > MOST_DOLLARS) return null
  return amount.startsWith('.') ? `0${amount}` : amount
}

/** Decimal text of dollars from a number of cents, whose digits stay as they were written. */
export function dollarsOfCents(cents: unknown): string | null {
  if (typeof cents !== 'number' || !(cents >= 0 && cents <= MOST_DOLLARS * 100)) return null
  const [digits, exponent = '0'] = String(cents).split('e')
  return `${digits}e${Number(exponent) - 2}`
}
