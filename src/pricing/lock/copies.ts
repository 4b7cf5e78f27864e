import type { Sku } from '../../core/usage.ts'
import type { Find } from '../lookup.ts'
import { asFast } from './as-fast.ts'
import type { Draft } from './draft.ts'
import { keyOf } from './order.ts'
import type { LockedPrice } from './types.ts'

/** Ends the name of what a copy is of, where that is its fast service. */
export const FAST = ' fast'

export const skuOf = (model: string, provider: string | null): Sku => ({
  provider,
  model,
  tier: 'standard',
  speed: 'standard',
  geo: null,
})

/**
 * A model that is listed for the first time may have been priced before, through an alias, a dropped date or another
 * seller. That price stays its own for all earlier usage.
 */
export function copiesFor(draft: Draft, { provider, model }: LockedPrice): readonly LockedPrice[] {
  const match = draft.before(skuOf(model, provider))
  if (match === null) return []
  const name = `${match.model.provider}/${match.model.model}`
  return draft
    .linesBefore(keyOf(match.model))
    .filter(({ valid_from: from }) => (from ?? '') <= draft.today)
    .map(({ aliases: _, ...line }) => {
      const isFast = match.fast && line.fast !== undefined
      const origin = line.copy_of ?? name
      return {
        ...(match.fast ? asFast(line) : line),
        provider,
        model,
        copy_of: isFast ? `${origin}${FAST}` : origin,
      }
    })
}

/** Other names of a model that mean no other one yet. */
export function newAliases(
  before: Find,
  { provider, model }: LockedPrice,
  known: readonly string[],
  offered: readonly string[],
): readonly string[] {
  const own = before(skuOf(model, provider))?.model
  const names = new Set(offered.map((name) => name.trim().toLowerCase()))
  return [...names]
    .filter((name) => name !== '' && name !== model.toLowerCase() && !known.includes(name))
    .filter((name) => {
      const found = before(skuOf(name, provider))
      return found === null || (found.model === own && !found.fast)
    })
    .sort()
}
