/**
 * Exact money. A value is a bigint count of 1e-18 USD, which is what DECIMAL(38,18) holds in the warehouse,
 * so that nothing is rounded on the way in or out.
 */
export type Money = bigint

export const MONEY_SCALE = 18
const ONE = 10n ** BigInt(MONEY_SCALE)

const NUMBER = /^([+-]?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/

/** Reads the decimal text of a number (`3e-07`, `0.003625`) without passing through binary floats. */
export function parseMoney(text: string): Money | null {
  const match = NUMBER.exec(text.trim())
  if (!match) return null
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match
  const digits = BigInt(whole + fraction)
  const shift = MONEY_SCALE - fraction.length + Number(exponent)
  if (shift > 60) return digits === 0n ? 0n : null
  const value = shift >= 0 ? digits * 10n ** BigInt(shift) : divideHalfEven(digits, 10n ** BigInt(-shift))
  return sign === '-' ? -value : value
}

/** Plain decimal text without exponent or trailing zeros; `0` for nothing. */
export function formatMoney(value: Money): string {
  const sign = value < 0n ? '-' : ''
  const size = value < 0n ? -value : value
  const whole = size / ONE
  const fraction = (size % ONE).toString().padStart(MONEY_SCALE, '0').replace(/0+$/, '')
  return fraction === '' ? `${sign}${whole}` : `${sign}${whole}.${fraction}`
}

/** For people: rounded half-even to a fixed number of places. Never fed back into arithmetic. */
export function roundMoney(value: Money, places: number): string {
  const unit = 10n ** BigInt(MONEY_SCALE - places)
  const text = formatMoney(divideHalfEven(value, unit) * unit)
  const [whole = '0', fraction = ''] = text.split('.')
  return places === 0 ? whole : `${whole}.${fraction.padEnd(places, '0')}`
}

/** Multiplies by a rational such as 11/10, rounded half-even once. */
export const scaleMoney = (value: Money, numerator: bigint, denominator: bigint): Money =>
  divideHalfEven(value * numerator, denominator)

export function divideHalfEven(value: bigint, divisor: bigint): bigint {
  const negative = value < 0n !== divisor < 0n
  const size = value < 0n ? -value : value
  const by = divisor < 0n ? -divisor : divisor
  const quotient = size / by
  const twice = (size % by) * 2n
  const roundUp = twice > by || (twice === by && quotient % 2n === 1n)
  const result = roundUp ? quotient + 1n : quotient
  return negative ? -result : result
}
