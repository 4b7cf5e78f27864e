import { divideHalfEven } from '../../core/money.ts'
import type { Money } from '../../core/money.ts'

export interface Scale {
  readonly top: Money
  readonly step: Money
  /** From zero to the top. */
  readonly ticks: readonly Money[]
}

/** Steps that people count in, in tenths of a power of ten. */
const STEPS = [10n, 20n, 25n, 50n]

/** The lowest axis of three to five round ticks that holds an amount. Where there is nothing to measure it is zero alone. */
export function niceScale(largest: Money): Scale {
  if (largest <= 0n) return { top: 1n, step: 1n, ticks: [0n] }
  let power = 10n
  while (power * 20n < largest) power *= 10n
  let best = { top: power * 20n, step: power * 5n }
  for (const tenths of STEPS) {
    const step = (power * tenths) / 10n
    for (const steps of [2n, 3n, 4n]) {
      const top = step * steps
      const finer = top === best.top && step < best.step
      if (top >= largest && (top < best.top || finer)) best = { top, step }
    }
  }
  const ticks: Money[] = []
  for (let tick = 0n; tick <= best.top; tick += best.step) ticks.push(tick)
  return { ...best, ticks }
}

/** The length that stands for an amount where `full` stands for `whole`, to a tenth of a pixel. */
export const lengthOf = (amount: Money, whole: Money, full: number): number =>
  Number(divideHalfEven(amount * BigInt(Math.round(full * 10)), whole)) / 10
