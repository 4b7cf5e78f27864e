import { grouped } from '../../core/count.ts'
import { parseMoney, roundMoney } from '../../core/money.ts'

export { count, grouped, plural } from '../../core/count.ts'

/** To the micro-dollar. The exact figure is in the JSON. */
export function dollars(text: string): string {
  return `$${grouped(roundMoney(parseMoney(text) ?? 0n, 6))}`
}

/** Of units that agents keep, which are in the plural: `1 premium request`, `1,200 lines added`. */
export const measured = (amount: string, unit: string): string =>
  `${grouped(amount)} ${amount === '1' ? unit.replace(/s\b/, '') : unit}`

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB']

export function bytes(size: number): string {
  let unit = 0
  let rest = size
  for (; rest >= 1000 && unit < UNITS.length - 1; unit += 1) rest /= 1000
  return `${unit === 0 ? rest : rest.toFixed(1)} ${UNITS[unit]}`
}

/** A star marks a cost that leaves something out; a dash one that has nothing else. */
export function costText(row: { readonly cost_usd: string; readonly unpriced_requests: number }): string {
  if (row.unpriced_requests === 0) return dollars(row.cost_usd)
  return row.cost_usd === '0' ? '–*' : `${dollars(row.cost_usd)}*`
}
