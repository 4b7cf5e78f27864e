import { PRICE_CLASSES } from '../../core/price-rules.ts'
import { termsIn } from '../price-terms.ts'
import { modelsOffered } from './answer.ts'
import { fromToday, inForce, lineOf } from './lines.ts'
import { keyOf } from './order.ts'
import type { Answer, LockedPrice, PriceLock } from './types.ts'

/** A price of which somebody says otherwise than the table that it is from. */
export interface Otherwise {
  readonly provider: string
  readonly current: LockedPrice
  readonly said: LockedPrice
}

/**
 * The first provider that lists a model counts, and a table that came with the program may be older than a change of
 * price. So it is told where a list that was fetched names another figure.
 */
export function saidOtherwise(
  lock: PriceLock,
  tables: readonly Answer[],
  lists: readonly Answer[],
  today: string,
): readonly Otherwise[] {
  const inTables = new Set(tables.flatMap(({ entries }) => [...modelsOffered(entries).keys()]))
  const lines = Map.groupBy(lock.prices, keyOf)
  return lists.flatMap(({ provider, entries }) =>
    [...modelsOffered(entries)].flatMap(([key, offered]) => {
      const known = inTables.has(key) ? lines.get(key) : undefined
      const said = fromToday(
        offered.map((entry) => lineOf(entry, provider)),
        today,
      ).find(({ valid_from: from }) => from === today)
      const current = known && inForce(known, today)
      return current && said && isOther(current, said) ? [{ provider, current, said }] : []
    }),
  )
}

/** In a figure that both name. */
function isOther(current: LockedPrice, said: LockedPrice): boolean {
  const [a, b] = [termsIn(current), termsIn(said)]
  return PRICE_CLASSES.some((name) => a[name] !== undefined && b[name] !== undefined && a[name] !== b[name])
}
