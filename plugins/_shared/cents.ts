import type { ReportColumn, ReportRow, ReportSection } from 'rimuru/plugin-sdk'

/** Digits behind the point of an exact amount. */
const PLACES = 18
const CENT = 10n ** BigInt(PLACES - 2)

type Known = bigint | null

/** Amounts in whole cents, for each column of money; null where none is known. */
export interface Cents {
  row(index: number, key: string): Known
  total(key: string): Known
}

/**
 * Each amount is its exact one, rounded up or down so that what is shown adds up too: a column to its total, which is
 * rounded half to even, and a difference to what it is one of. Where nothing has to add up all are rounded half to even.
 */
export function centsOf({ columns, rows, totals }: Pick<ReportSection, 'columns' | 'rows' | 'totals'>): Cents {
  const all = totals === null ? rows : [...rows, totals]
  const byKey = new Map(columns.map((column) => [column.key, column]))
  const done = new Map<string, readonly Known[]>()

  const centsIn = (key: string): readonly Known[] => {
    const known = done.get(key)
    if (known) return known
    // A difference of itself would have no end: while it is reckoned with it is as it is.
    done.set(key, roundedIn(key))
    const cents = differences(byKey.get(key)) ?? roundedIn(key)
    done.set(key, cents)
    return cents
  }
  const roundedIn = (key: string): readonly Known[] => {
    const amounts = all.map((row) => amountIn(row, key))
    const total = totals === null ? null : amounts.at(-1)!
    const parts = totals === null ? amounts : amounts.slice(0, -1)
    if (total === null || sumOf(parts) !== total) return amounts.map(roundedOrNull)
    return [...apportioned(parts, rounded(total)), rounded(total)]
  }
  const differences = (column: ReportColumn | undefined): readonly Known[] | null => {
    const [from, ...less] = column?.difference_of ?? []
    if (!column || from === undefined || ![from, ...less].every((key) => byKey.has(key))) return null
    const holds = all.every(
      (row) => differenceOf([from, ...less].map((key) => amountIn(row, key))) === amountIn(row, column.key),
    )
    if (!holds) return null
    const cents = [from, ...less].map(centsIn)
    return all.map((_, i) => differenceOf(cents.map((each) => each[i] ?? null)))
  }
  return {
    row: (index, key) => centsIn(key)[index] ?? null,
    total: (key) => (totals === null ? null : (centsIn(key).at(-1) ?? null)),
  }
}

/** Rounds down, and gives the cents that are left to those that lost most; of equal ones to the first. */
function apportioned(amounts: readonly Known[], total: bigint): Known[] {
  const down = amounts.map((amount) => (amount === null ? null : floor(amount)))
  let left = total - sumOf(down)
  const lost = amounts
    .map((amount, index) => ({ index, rest: amount === null ? 0n : amount - floor(amount) * CENT }))
    .toSorted((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1))
  for (const { index } of lost) {
    if (left === 0n) break
    down[index]! += 1n
    left -= 1n
  }
  return down
}

const sumOf = (amounts: readonly Known[]): bigint => amounts.reduce<bigint>((sum, amount) => sum + (amount ?? 0n), 0n)

const differenceOf = ([from = null, ...less]: readonly Known[]): Known =>
  from === null || less.includes(null) ? null : from - sumOf(less)

const floor = (amount: bigint): bigint => {
  const quotient = amount / CENT
  return amount < 0n && quotient * CENT !== amount ? quotient - 1n : quotient
}

const roundedOrNull = (amount: Known): Known => (amount === null ? null : rounded(amount))

function rounded(amount: bigint): bigint {
  const below = floor(amount)
  const twice = (amount - below * CENT) * 2n
  return twice > CENT || (twice === CENT && below % 2n !== 0n) ? below + 1n : below
}

/** An exact amount; null where the text is none. */
function amountIn(row: ReportRow, key: string): Known {
  const [, sign = '', whole = '', fraction = ''] = /^(-?)(\d+)(?:\.(\d{1,18}))?$/.exec(String(row[key] ?? '')) ?? []
  if (whole === '') return null
  const amount = BigInt(whole + fraction.padEnd(PLACES, '0'))
  return sign === '' ? amount : -amount
}
