import { parseMoney } from '../../core/money.ts'
import { PRICE_CLASSES } from '../../core/price-rules.ts'
import type { Figures } from '../price-list.ts'
import { SERVICES } from '../price-terms.ts'
import type { PriceTerms } from '../price-terms.ts'
import type { LockedPrice } from './types.ts'

/** What no seller does overnight, in words; null for a price that may well be one. */
export function absurdity(before: PriceTerms & Pick<LockedPrice, 'copy_of'>, after: PriceTerms): string | null {
  // Another seller's price may know more classes.
  const mayLack = before.copy_of !== undefined
  const between = (old: Figures, now: Figures): string | null => (mayLack ? null : lack(old, now)) ?? jump(old, now)
  const found = between(before, after)
  if (found !== null) return found
  for (const tier of after.tiers ?? []) {
    const old = before.tiers?.find(({ promptOver }) => promptOver === tier.promptOver)
    const inTier = old && between(old, tier)
    if (inTier) return `prompts over ${tier.promptOver}: ${inTier}`
  }
  for (const name of SERVICES) {
    const [old, service] = [before[name], after[name]]
    const inService = old && service && !('times' in old) && !('times' in service) ? between(old, service) : null
    if (inService !== null) return `${name}: ${inService}`
  }
  return null
}

function lack(before: Figures, after: Figures): string | null {
  const name = PRICE_CLASSES.find((each) => before[each] !== undefined && after[each] === undefined)
  return name === undefined ? null : `${name} is missing, it was ${before[name]}`
}

function jump(before: Figures, after: Figures): string | null {
  for (const name of PRICE_CLASSES) {
    const [old, now] = [before[name], after[name]]
    if (old === undefined || now === undefined) continue
    const [was, is] = [parseMoney(old) ?? 0n, parseMoney(now) ?? 0n]
    if (was === 0n) continue
    if (is === 0n) return `${name} went from ${old} to nothing`
    if (is >= was * 10n) return `${name} went up from ${old} to ${now}`
    if (is * 10n <= was) return `${name} went down from ${old} to ${now}`
  }
  return null
}
