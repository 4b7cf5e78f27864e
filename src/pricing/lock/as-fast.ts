import { formatMoney, scaleMoney } from '../../core/money.ts'
import { PRICE_CLASSES } from '../../core/price-rules.ts'
import { money } from '../figures.ts'
import type { Figures, PromptTier, ServicePrices, Times } from '../price-list.ts'
import type { PriceTerms } from '../price-terms.ts'

/** The price of a name that asks for the fast table of another one, as its own. */
export function asFast<T extends PriceTerms>(price: T): T {
  const { fast, hours, tiers, ...rest }: PriceTerms = price
  const found: PriceTerms = {
    ...withoutFigures(rest, fast !== undefined),
    ...fastFigures(price, fast),
    ...(tiers && { tiers: tiers.map(tierAsFast) }),
    ...(hours && fast === undefined && { hours }),
  }
  return found as T
}

const tierAsFast = ({ fast, ...tier }: PromptTier): PromptTier => ({
  ...withoutFigures(tier, fast !== undefined),
  ...fastFigures(tier, fast),
})

function fastFigures(standard: Figures, fast: Figures | Times | undefined): Partial<Figures> {
  if (fast === undefined) return {}
  return 'times' in fast ? multiplied(standard, fast.times) : fast
}

/** With fast figures of its own a service counts only as a factor, and no class is taken from the standard price. */
function withoutFigures<T extends Figures & ServicePrices>(price: T, isFast: boolean): T {
  if (!isFast) return price
  const { cacheRead: _, cacheWrite5m: __, cacheWrite1h: ___, batch, flex, ...rest } = price
  return {
    ...rest,
    ...(batch && 'times' in batch && { batch }),
    ...(flex && 'times' in flex && { flex }),
  } as T
}

function multiplied(figures: Figures, by: string): Partial<Figures> {
  const named = PRICE_CLASSES.filter((name) => name !== 'webSearch' && figures[name] !== undefined)
  const scaled = named.map((name) => [name, formatMoney(scaleMoney(money(figures[name]!), money(by), money('1')))])
  return Object.fromEntries(scaled) as Partial<Figures>
}
