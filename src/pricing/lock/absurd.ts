import { parseMoney } from '../../core/money.ts'
import { PRICE_CLASSES } from '../../core/price-rules.ts'
import type { Figures } from '../price-list.ts'
import { SERVICES } from '../price-terms.ts'
import type { PriceTerms } from '../price-terms.ts'

/** What no seller does overnight, in words; null for a price that may well be one. */
export function absurdity(before: PriceTerms, after: PriceTerms): string | null {
  const found = jump(before, after)
  if (found !== null) return found
  for (const tier of after.tiers ?? []) {
    const old = before.tiers?.find(({ promptOver }) => promptOver === tier.promptOver)
    const inTier = old === undefined ? null : jump(old, tier)
    if (inTier !== null) return `prompts over ${tier.promptOver}: ${inTier}`
  }
  for (const name of SERVICES) {
    const [old, service] = [before[name], after[name]]
    const inService = old && service && !('times' in old) && !('times' in service) ? jump(old, service) : null
    if (inService !== null) return `${name}: ${inService}`
  }
  return null
}

function jump(before: Figures, after: Figures): string | null {
  for (const name of PRICE_CLASSES) {
    const [old, now] = [before[name], after[name]]
    if (old === undefined) continue
    if (now === undefined) return `${name} is missing, it was ${old}`
    const [was, is] = [parseMoney(old) ?? 0n, parseMoney(now) ?? 0n]
    if (was === 0n) continue
    if (is === 0n) return `${name} went from ${old} to nothing`
    if (is >= was * 10n) return `${name} went up from ${old} to ${now}`
    if (is * 10n <= was) return `${name} went down from ${old} to ${now}`
  }
  return null
}
