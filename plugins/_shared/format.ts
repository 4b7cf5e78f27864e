import type { ColumnKind } from 'rimuru/plugin-sdk'

/** Digits in groups of three. */
export const grouped = (digits: string): string => digits.replace(/\B(?=(\d{3})+$)/g, ',')

/** Dollars and cents, rounded half to even. An amount that would round to nothing says that it is not nothing. */
export function dollars(text: string): string {
  const [, sign = '', whole = '0', fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? []
  const cents = roundTo(whole + fraction, fraction.length, 2).padStart(3, '0')
  if (/^0+$/.test(cents) && /[1-9]/.test(text)) return sign === '' ? '<$0.01' : '>-$0.01'
  return `${sign}$${grouped(cents.slice(0, -2).replace(/^0+(?=\d)/, ''))}.${cents.slice(-2)}`
}

/** Digits of a number with so many decimal places, rounded to others. */
function roundTo(digits: string, from: number, to: number): string {
  if (from <= to) return `${digits}${'0'.repeat(to - from)}`
  const kept = BigInt(digits.slice(0, digits.length - (from - to)) || '0')
  const rest = BigInt(digits.slice(-(from - to)))
  const half = 5n * 10n ** BigInt(from - to - 1)
  const up = rest > half || (rest === half && kept % 2n === 1n)
  return String(up ? kept + 1n : kept)
}

/** A value as people read it. What is not known is a dash. */
export function shown(value: unknown, kind: ColumnKind): string {
  if (value === null || value === undefined) return '–'
  if (kind === 'usd') return dollars(String(value))
  if (kind === 'integer') return grouped(String(value))
  if (kind === 'percent') return `${String(value)} %`
  return String(value)
}

export const isNumeric = (kind: ColumnKind): boolean => kind === 'usd' || kind === 'integer' || kind === 'percent'

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${grouped(String(count))} ${count === 1 ? one : many}`
