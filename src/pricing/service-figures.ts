import { formatMoney, scaleMoney } from '../core/money.ts'
import { money } from './figures.ts'
import type { Figures } from './price-list.ts'

const NAMES = { cacheRead: 'cache read', cacheWrite5m: '5m write', cacheWrite1h: '1h write' } as const

/** A batch or flex price that leaves out a class which the standard price has: half of that, as where no list has either. */
export function withDefaults(
  service: Figures,
  standard: Figures,
): { readonly figures: Figures; readonly notes: readonly string[] } {
  const missing = (['cacheRead', 'cacheWrite5m', 'cacheWrite1h'] as const).filter(
    (name) => service[name] === undefined && standard[name] !== undefined,
  )
  const halves = missing.map((name) => [name, formatMoney(scaleMoney(money(standard[name]!), 1n, 2n))])
  return {
    figures: { ...service, ...(Object.fromEntries(halves) as Partial<Figures>) },
    notes: missing.map((name) => `${NAMES[name]} 0.5 x standard`),
  }
}
