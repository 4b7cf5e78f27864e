import type { Sku } from '../../core/usage.ts'
import type { Find } from '../lookup.ts'
import type { Draft } from './draft.ts'
import { keyOf } from './order.ts'
import type { LockedPrice } from './types.ts'

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
  if (match === null || match.fast) return []
  return draft
    .linesBefore(keyOf(match.model))
    .filter(({ valid_from: from }) => (from ?? '') <= draft.today)
    .map(({ aliases: _, ...line }) => ({
      ...line,
      provider,
      model,
      copy_of: line.copy_of ?? `${match.model.provider}/${match.model.model}`,
    }))
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
