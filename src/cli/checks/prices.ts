import { checksOf } from '../../core/checks.ts'
import type { Check } from '../../core/checks.ts'
import type { CostMode } from '../../config/pricing-types.ts'
import type { PricingSettings } from '../../config/pricing.ts'
import { messageOf, RimuruError } from '../../core/errors.ts'
import { suggest } from '../../core/suggest.ts'
import { lockOf } from '../../pipeline/prices/lock-of.ts'
import { wholeLock } from '../../pricing/lock/by-seller.ts'
import { sellerId } from '../../pricing/seller-names.ts'
import type { Findings } from '../../reports/doctor.ts'
import { plural } from '../ui/numbers.ts'

const { ok, warn, fail } = checksOf('Prices')

/** A lock that cannot be read stops every report, but not the rest of what doctor looks at. */
export function lockCheck(pricing: Pick<PricingSettings, 'lock' | 'lockIsNamed'>): Check {
  const { lock } = pricing
  try {
    const known = lockOf(pricing)
    if (known !== null) return ok('lock', `${lock}, ${plural(wholeLock(known).prices.length, 'price')}`)
    return ok('lock', 'none: the prices that come with the program count', { hint: 'rimuru prices sync writes one' })
  } catch (error) {
    const hint = error instanceof RimuruError ? error.hint : undefined
    return fail('lock', `${lock}: ${messageOf(error)}`, { hint: hint ?? 'correct the file' })
  }
}

/** A seller of whom no price is listed is mistyped: its discount is on nothing. */
export function discountChecks(discounts: PricingSettings['discounts'], sellers: readonly string[]): Check[] {
  const unknown = discounts.filter(({ provider }) => !sellers.includes(sellerId(provider)))
  return unknown.map(({ provider }) => {
    const near = suggest(provider, sellers)
    return warn('discount', `nothing is taken off for "${provider}": no price of such a seller is listed`, {
      hint: near === null ? 'rimuru models list --all shows the sellers' : `did you mean ${near}?`,
    })
  })
}

/** What the rule of a rate says where it had to assume something about the price itself. */
const ASSUMED = /no .* price known|found by model name alone|price by the hour/

export function priceChecks({ prices, quality, rates }: Findings, mode: CostMode): Check[] {
  const sources = [...new Set(rates.map(({ source }) => source))].sort()
  const list = ok('list', `of ${prices.as_of}, version ${prices.version.slice(0, 19)}…`, {
    items: sources.map((source) => `used: ${source}`),
  })
  return [list, unpricedCheck(quality, mode), ...assumedCheck(rates)]
}

function unpricedCheck({ unpriced }: Findings['quality'], mode: CostMode): Check {
  const isRecorded = mode === 'recorded'
  if (unpriced.length === 0)
    return ok('models', `every ${isRecorded ? 'request has a recorded cost' : 'model has a price'}`)
  const missing = isRecorded ? 'requests without a recorded cost' : 'no price'
  const what = `${plural(unpriced.length, 'model has', 'models have')} ${missing}: their cost is in no total`
  return warn('models', what, {
    hint: isRecorded
      ? "pricing.cost 'auto' takes the listed price where the agent recorded none, 'calculate' takes it for all"
      : 'a newer price list may have them; rimuru models list --all shows what has a price',
    items: unpriced.map(
      ({ model, requests, tokens }) => `${model}: ${plural(requests, 'request')}, ${plural(tokens, 'token')}`,
    ),
  })
}

function assumedCheck(rates: Findings['rates']): Check[] {
  const assumed = rates.filter(({ rule }) => ASSUMED.test(rule))
  if (assumed.length === 0) return []
  return [
    warn('assumed', `${plural(assumed.length, 'rate rests', 'rates rest')} on a price that was not listed as such`, {
      hint: 'rimuru models show NAME has the figures',
      items: assumed.map(({ model, rule, requests }) => `${model}, ${plural(requests, 'request')}: ${rule}`),
    }),
  ]
}
