import { RimuruError } from '../../core/errors.ts'
import { formatMoney, parseMoney } from '../../core/money.ts'
import { PRICE_CLASSES } from '../../core/price-rules.ts'
import type { PriceOverride } from '../../core/price-rules.ts'
import type { PriceEntry, PriceList } from '../price-list.ts'
import { sellerId } from '../seller-names.ts'

/** What `explain` names as the source of a price that the config gives. */
export const CONFIG = 'config'

/** Keys of a price that are amounts. */
const AMOUNTS: ReadonlySet<string> = new Set([...PRICE_CLASSES, 'times'])

export function overrideList(overrides: readonly PriceOverride[]): PriceList {
  refuseTwins(overrides)
  return {
    source: CONFIG,
    date: '',
    prices: overrides.map((override) => ({ ...asEntry(override), ...namesIn(override) })),
  }
}

/** As requests are looked up. */
const namesIn = ({ provider, model }: PriceOverride) => ({ provider: sellerId(provider), model: model.trim() })

/** A seller has several names, of which the config's schema knows nothing: two prices of one day would both be charged. */
export function refuseTwins(overrides: readonly PriceOverride[], configPath?: string): void {
  const known = new Set<string>()
  for (const override of overrides) {
    const { provider, model } = namesIn(override)
    const name = JSON.stringify([provider, model.toLowerCase(), override.from ?? ''])
    if (known.has(name)) {
      throw new RimuruError('E3001', 'pricing.overrides: two of them are for one provider, model and day', {
        where: configPath,
        hint: `leave one of those for ${model} out: "${override.provider}" is the provider ${provider}, also under its other names`,
      })
    }
    known.add(name)
  }
}

/** With every amount as the plain decimal text that prices are kept in. */
const asEntry = (override: PriceOverride): PriceEntry =>
  JSON.parse(
    JSON.stringify(override, (key, value: unknown) => (isAmount(key, value) ? decimal(value) : value)),
  ) as PriceEntry

const isAmount = (key: string, value: unknown): value is number | string =>
  AMOUNTS.has(key) && (typeof value === 'number' || typeof value === 'string')

/** Checked to be one with the config. */
const decimal = (amount: number | string): string => formatMoney(parseMoney(String(amount)) ?? 0n)
