import type { ColumnKind, ReportColumn, ReportFigure, ReportRow } from 'rimuru/plugin-sdk'

/** Digits in groups of three. */
export const grouped = (digits: string): string => digits.replace(/\B(?=(\d{3})+$)/g, ',')

/** Dollars and cents, rounded half to even. */
export const dollars = (text: string): string => inDollars(roundedCents(text), text)

/** Cents as dollars. What is less than one says that it is not nothing; a change that went up has a plus sign. */
export function inDollars(cents: bigint, exact: string, signed = false): string {
  const isSome = cents === 0n && /[1-9]/.test(exact)
  const isBelow = isSome ? exact.startsWith('-') : cents < 0n
  const sign = isBelow ? '−' : signed && (cents > 0n || isSome) ? '+' : ''
  if (isSome) return `${sign}<$0.01`
  const digits = String(cents < 0n ? -cents : cents).padStart(3, '0')
  return `${sign}$${grouped(digits.slice(0, -2))}.${digits.slice(-2)}`
}

function roundedCents(text: string): bigint {
  const [, sign = '', whole = '0', fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? []
  const cents = BigInt(whole + fraction.slice(0, 2).padEnd(2, '0'))
  const rest = fraction.slice(2)
  const isHalf = /^50*$/.test(rest)
  const up = isHalf ? cents % 2n === 1n : /^[5-9]/.test(rest)
  const size = up ? cents + 1n : cents
  return sign === '' ? size : -size
}

/** A value as people read it. What is not known is a dash. */
export function shown(value: unknown, kind: ColumnKind): string {
  if (value === null || value === undefined) return '–'
  if (kind === 'usd') return dollars(String(value))
  if (kind === 'integer') return grouped(String(value))
  if (kind === 'decimal') return String(value).replace(/^\d+/, grouped)
  if (kind === 'percent') return `${String(value)} %`
  if (kind === 'date') return dayText(String(value))
  return String(value)
}

/** A cell of a table; `cents` of an amount make its column add up. */
export function cellText(column: ReportColumn, row: ReportRow, cents: bigint | null): string {
  const { key, kind, signed } = column
  const value = row[key]
  const isAmount = kind === 'usd' && value !== null && value !== undefined
  const text = isAmount ? inDollars(cents ?? roundedCents(String(value)), String(value), signed) : shown(value, kind)
  return value === null ? text : starred(text, leftOut(column, row))
}

/** How many requests without a price an amount leaves out. */
export const leftOut = ({ leaves_out: key }: ReportColumn, row: ReportRow): number =>
  key === undefined ? 0 : Number(row[key] ?? 0)

export const figureText = ({ kind, value, leaves_out: requests = 0 }: ReportFigure): string =>
  value === null ? shown(value, kind) : starred(shown(value, kind), requests)

export const starred = (text: string, requests: number): string => (requests > 0 ? `${text}*` : text)

/** What a star is about. */
export const STAR_NOTE = 'Leaves out requests without a price.'

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `Thu, 19 Nov 2026` of `2026-11-19`, and anything else as it is. */
function dayText(text: string): string {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? []
  if (day === undefined) return text
  return `${WEEKDAYS[new Date(`${text}T00:00:00Z`).getUTCDay()]}, ${Number(day)} ${MONTHS[Number(month) - 1]} ${year}`
}

const NUMERIC: readonly ColumnKind[] = ['usd', 'integer', 'decimal', 'percent']

export const isNumeric = (kind: ColumnKind): boolean => NUMERIC.includes(kind)

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${grouped(String(count))} ${count === 1 ? one : many}`
