import type { Figures, PriceEntry, Times } from '../../price-list.ts'
import { complete, factor, perMillion, wholeNumber } from '../_shared/prices.ts'
import { refuseOthers, refuseReasoning, webSearchOf } from './charges.ts'
import { fieldPrices } from './fields.ts'
import type { Fields } from './fields.ts'
import { hoursOf } from './hours.ts'
import { factorsSchema } from './schema.ts'
import { servicesOf, spansOf, tiersOf } from './tiers.ts'

/** One price of a model; throws Unusable where it would be wrong. */
export function entryOf(provider: string, model: string, fields: Fields): PriceEntry {
  refuseOthers(fields)
  const prices = fieldPrices(fields)
  const figures = baseOf(fields, prices.get(0)?.standard ?? {})
  refuseReasoning(fields, figures)
  const tiers = tiersOf(fields, prices, figures)
  const { fast, ...regions } = factorsOf(fields)
  const contextWindow = wholeNumber(fields.max_input_tokens)
  return {
    provider,
    model,
    ...figures,
    ...servicesOf(prices, 0),
    ...(fast && { fast }),
    ...(tiers.length > 0 && { tiers }),
    ...(Object.keys(regions).length > 0 && { regions }),
    ...hoursOf(fields),
    ...(contextWindow && { contextWindow }),
  }
}

function baseOf(fields: Fields, named: Partial<Figures>): Figures {
  const cacheRead = named.cacheRead ?? perMillion(fields.input_cost_per_token_cache_hit)
  const webSearch = webSearchOf(fields)
  const [span] = named.input === undefined ? spansOf(fields) : []
  const { promptOver: _, ...spanned } = span ?? { promptOver: 0 }
  return complete({ ...spanned, ...named, ...(cacheRead && { cacheRead }), ...(webSearch && { webSearch }) })
}

const REGION = /^regional_processing_uplift_multiplier_([a-z]{2,12})$/

/** Factors of the fast mode and of regions; `regional` stands for any endpoint that is not the global one. */
function factorsOf(fields: Fields): Readonly<Record<string, Times>> {
  const found: Record<string, Times> = {}
  const add = (name: string, value: unknown): void => {
    const times = factor(value)
    if (times !== undefined) found[name] = { times }
  }
  const { provider_specific_entry: specific } = fields
  for (const name of specific ? ['fast', 'us', 'eu'] : []) add(name, factorsSchema.parse(specific)?.[name])
  for (const name of Object.keys(fields)) {
    const region = name.startsWith('regional') ? REGION.exec(name)?.[1] : undefined
    if (region !== undefined) add(region, fields[name])
  }
  add('regional', fields.regional_endpoint_uplift_multiplier)
  return found
}
