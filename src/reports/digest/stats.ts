import { divideHalfEven } from '../../core/money.ts'
import type { Money } from '../../core/money.ts'

export const absolute = (value: bigint): bigint => (value < 0n ? -value : value)

export const ascending = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0)

export const sumOf = (values: Iterable<bigint>): bigint => {
  let sum = 0n
  for (const value of values) sum += value
  return sum
}

/** Of an even count the mean of the two in the middle; 0 of none. */
export function medianOf(values: readonly Money[]): Money {
  const sorted = values.toSorted(ascending)
  const above = sorted[sorted.length >> 1] ?? 0n
  const below = sorted[(sorted.length - 1) >> 1] ?? 0n
  return divideHalfEven(below + above, 2n)
}

/** The median distance from the median (MAD): one wild day hardly moves it. */
export const deviationOf = (values: readonly Money[], median: Money): Money =>
  medianOf(values.map((value) => absolute(value - median)))

/** MAD x 1.4826, which estimates the standard deviation where values are spread normally. */
export const spreadOf = (deviation: Money): Money => divideHalfEven(deviation * 14_826n, 10_000n)

/** The largest whole number whose square is not above the value. */
export function squareRoot(value: bigint): bigint {
  if (value < 2n) return value
  let root = 1n << (BigInt(value.toString(2).length + 1) / 2n)
  for (;;) {
    const next = (root + value / root) / 2n
    if (next >= root) return root
    root = next
  }
}

/** `62.4` for 62.4 %; null where there is nothing to compare with. 100.0 is all of it, and not nearly all. */
export function percentOf(part: Money, whole: Money): string | null {
  if (whole === 0n) return null
  const [thousandfold, by] = [absolute(part) * 1000n, absolute(whole)]
  const nearest = divideHalfEven(thousandfold, by)
  const isEarly = nearest === 1000n && nearest * by > thousandfold
  return inTenths(isEarly ? nearest - 1n : nearest, part < 0n !== whole < 0n)
}

/** How many times one is the other, with one place. */
export function timesOf(value: Money, base: Money): string | null {
  if (base === 0n) return null
  const tenths = divideHalfEven(value * 10n, base)
  return inTenths(absolute(tenths), tenths < 0n)
}

const inTenths = (tenths: bigint, isBelow: boolean): string =>
  `${isBelow && tenths > 0n ? '-' : ''}${tenths / 10n}.${tenths % 10n}`
