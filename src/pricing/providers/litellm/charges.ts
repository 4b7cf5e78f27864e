import type { Figures } from '../../price-list.ts'
import { asWritten, perMillion, refuseCharge, Unusable } from '../_shared/prices.ts'
import type { Fields } from './fields.ts'

/** Reasoning is a part of output everywhere; a price of its own could not be applied. */
export function refuseReasoning(fields: Fields, { output }: Figures): void {
  const reasoning = perMillion(fields.output_cost_per_reasoning_token)
  if (reasoning !== undefined && reasoning !== output) throw new Unusable('reasoning has a price of its own')
}

export function refuseOthers(fields: Fields): void {
  refuseCharge(asWritten(fields.citation_cost_per_token), 'citations have a price')
  refuseCharge(asWritten(fields.input_cost_per_request), 'requests have a price')
}

/** Only where a search costs the same whatever it brings. */
export function webSearchOf({ search_context_cost_per_query: costs }: Fields): string | undefined {
  if (typeof costs !== 'object' || costs === null) return undefined
  const prices = new Set(Object.values(costs).map(asWritten))
  return prices.size === 1 ? [...prices][0] : undefined
}
