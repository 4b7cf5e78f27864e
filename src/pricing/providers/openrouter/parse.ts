import type { PriceEntry } from '../../price-list.ts'
import { jsonOf, nonsense } from '../_shared/json.ts'
import { Collection } from '../_shared/parsed.ts'
import type { Parse } from '../_shared/parsed.ts'
import { asWritten, complete, perMillion, refuseCharge, Unusable, wholeNumber } from '../_shared/prices.ts'
import type { ProviderModel } from '../provider.ts'
import { figuresIn, overridden } from './overrides.ts'
import { listSchema, modelSchema, pricingSchema } from './schema.ts'
import type { OpenRouterModel } from './schema.ts'

const SELLER = 'openrouter'

export const parse: Parse = (text) => {
  const list = listSchema.safeParse(jsonOf(text))
  if (!list.success) throw nonsense('no object with a list of models under "data"')
  const collection = new Collection()
  for (const value of list.data.data) {
    const read = modelSchema.safeParse(value)
    if (!read.success) collection.skip('no model')
    else {
      collection.model(modelOf(read.data))
      collection.add(() => [entryOf(read.data)])
    }
  }
  return collection.result()
}

function entryOf({ id, canonical_slug: slug, context_length, pricing: given }: OpenRouterModel): PriceEntry {
  const read = pricingSchema.safeParse(given)
  if (!read.success) throw new Unusable('a price that cannot be read')
  const pricing = read.data
  // A router's price is that of the model it picks.
  if (pricing.prompt === '-1' || pricing.completion === '-1') throw new Unusable('a price that varies')
  const base = complete(figuresIn(pricing))
  refuseCharge(asWritten(pricing.request), 'requests have a price')
  const reasoning = perMillion(pricing.internal_reasoning)
  if (reasoning !== base.output) refuseCharge(reasoning, 'reasoning has a price of its own')
  const contextWindow = wholeNumber(context_length)
  // The variants of a model (`:free`) share its slug.
  const hasAlias = typeof slug === 'string' && slug !== '' && slug !== id && !id.includes(':')
  return {
    provider: SELLER,
    model: id,
    ...overridden(base, pricing.overrides ?? []),
    ...(hasAlias && { aliases: [slug] }),
    ...(contextWindow && { contextWindow }),
  }
}

function modelOf({ id, name, context_length, top_provider, supported_parameters }: OpenRouterModel): ProviderModel {
  const contextWindow = wholeNumber(context_length)
  const maxOutput = wholeNumber(top_provider?.max_completion_tokens)
  const capabilities = [...(supported_parameters ?? [])].sort()
  return {
    provider: SELLER,
    model: id,
    ...(name && { name }),
    ...(contextWindow && { contextWindow }),
    ...(maxOutput && { maxOutput }),
    ...(capabilities.length > 0 && { capabilities }),
  }
}
