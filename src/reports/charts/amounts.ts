import { grouped } from '../../core/count.ts'
import { formatMoney, MONEY_SCALE, roundMoney } from '../../core/money.ts'
import type { Money } from '../../core/money.ts'
import type { Scale } from './scale.ts'

const DOLLAR = 10n ** BigInt(MONEY_SCALE)
const CENT = DOLLAR / 100n

/** Dollars and cents; two digits of what is less than a cent. */
export function dollars(amount: Money): string {
  if (amount === 0n || amount >= CENT) return `$${grouped(roundMoney(amount, 2))}`
  const leadingZeros = MONEY_SCALE - amount.toString().length
  return `$${roundMoney(amount, Math.min(leadingZeros + 2, MONEY_SCALE)).replace(/0+$/, '')}`
}

/** For a label in a drawing: without cents from a thousand dollars on. */
export const shortDollars = (amount: Money): string =>
  amount >= 1000n * DOLLAR ? wholeDollars(amount) : dollars(amount)

/** A guess needs no cents beside a hundred dollars; the whole of it is written alike. */
export const about = (amount: Money, largest: Money): string =>
  largest >= 100n * DOLLAR ? wholeDollars(amount) : dollars(amount)

const wholeDollars = (amount: Money): string => `$${grouped(roundMoney(amount, 0))}`

/** What stands at the ticks of an axis, all of them with as many decimal places. */
export function tickTexts({ ticks, step, top }: Scale): string[] {
  const [unit, sign] = unitOf(top)
  const [, fraction = ''] = formatMoney((step * DOLLAR) / unit).split('.')
  const places = fraction.length === 1 && sign === '' ? 2 : fraction.length
  return ticks.map((tick) => (tick === 0n ? '$0' : `$${grouped(roundMoney((tick * DOLLAR) / unit, places))}${sign}`))
}

const unitOf = (top: Money): readonly [unit: Money, sign: string] => {
  if (top >= 1_000_000n * DOLLAR) return [1_000_000n * DOLLAR, 'M']
  return top >= 10_000n * DOLLAR ? [1000n * DOLLAR, 'k'] : [DOLLAR, '']
}

/** Rounded down, so that 100 % is never said too early. */
export const percentOf = (total: Money, budget: Money): string =>
  total > 0n && total * 100n < budget ? '<1%' : `${(total * 100n) / budget}%`
