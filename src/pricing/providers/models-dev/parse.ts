import type { Figures, PriceEntry, PromptTier } from '../../price-list.ts'
import { sellerId } from '../../seller-names.ts'
import { jsonOf, nonsense } from '../_shared/json.ts'
import { Collection } from '../_shared/parsed.ts'
import type { Parse } from '../_shared/parsed.ts'
import { asWritten, complete, isComplete, present, Unusable, wholeNumber } from '../_shared/prices.ts'
import type { ProviderModel } from '../provider.ts'
import { costSchema, listSchema, modelSchema, sellerSchema } from './schema.ts'
import type { Cost, ModelsDevModel } from './schema.ts'

export const parse: Parse = (text) => {
  const list = listSchema.safeParse(jsonOf(text))
  if (!list.success) throw nonsense('no object of sellers')
  const collection = new Collection()
  for (const id of Object.keys(list.data).sort(byRank)) {
    const seller = sellerSchema.safeParse(list.data[id])
    if (!seller.success) {
      collection.skip('no seller')
      continue
    }
    for (const [model, value] of Object.entries(seller.data.models)) {
      const read = modelSchema.safeParse(value)
      if (!read.success) collection.skip('no model')
      else {
        collection.model(modelOf(sellerId(id), model, read.data))
        if (read.data.cost === undefined || read.data.cost === null) collection.skip('no price')
        else collection.add(() => [entryOf(sellerId(id), model, read.data)])
      }
    }
  }
  return collection.result()
}

/** Several of their sellers are one of ours, such as a plan or a branch: the one that has its name comes first. */
const byRank = (a: string, b: string): number =>
  Number(sellerId(b) === b) - Number(sellerId(a) === a) || a.length - b.length || (a < b ? -1 : 1)

function entryOf(provider: string, model: string, { cost: given, limit, experimental }: ModelsDevModel): PriceEntry {
  const cost = costSchema.safeParse(given)
  if (!cost.success) throw new Unusable('a price that is no number')
  const base = complete(figuresIn(cost.data))
  const reasoning = asWritten(cost.data.reasoning)
  if (reasoning !== undefined && reasoning !== base.output) throw new Unusable('reasoning has a price of its own')
  const tiers = tiersOf(cost.data, base)
  const fast = figuresIn((experimental?.modes?.fast?.cost ?? {}) as Readonly<Record<string, unknown>>)
  const contextWindow = wholeNumber(limit?.context)
  return {
    provider,
    model,
    ...base,
    ...(isComplete(fast) && { fast }),
    ...(tiers.length > 0 && { tiers }),
    ...(contextWindow && { contextWindow }),
  }
}

/** In USD for a million tokens; a cache write is one of five minutes. */
const figuresIn = (cost: Readonly<Record<string, unknown>>): Partial<Figures> =>
  present({
    input: asWritten(cost.input),
    output: asWritten(cost.output),
    cacheRead: asWritten(cost.cache_read),
    cacheWrite5m: asWritten(cost.cache_write),
  })

/** `context_over_200k` is how old readers see the first tier, whatever its size is. */
function tiersOf({ tiers, context_over_200k: long }: Cost, base: Figures): readonly PromptTier[] {
  if (!tiers || tiers.length === 0) return long ? [{ promptOver: 200_000, ...base, ...figuresIn(long) }] : []
  return tiers
    .map((each): PromptTier => {
      const promptOver = wholeNumber(each.tier.size)
      if (each.tier.type !== 'context' || promptOver === undefined) throw new Unusable('tiers that cannot be read')
      return { promptOver, ...base, ...figuresIn(each) }
    })
    .toSorted((a, b) => a.promptOver - b.promptOver)
}

const CAPABILITIES = ['attachment', 'reasoning', 'structured_output', 'tool_call'] as const

function modelOf(provider: string, model: string, data: ModelsDevModel): ProviderModel {
  const contextWindow = wholeNumber(data.limit?.context)
  const maxOutput = wholeNumber(data.limit?.output)
  const capabilities = CAPABILITIES.filter((name) => data[name] === true)
  return {
    provider,
    model,
    ...(data.name && { name: data.name }),
    ...(contextWindow && { contextWindow }),
    ...(maxOutput && { maxOutput }),
    ...(capabilities.length > 0 && { capabilities }),
    ...(data.status === 'deprecated' && { deprecated: true }),
  }
}
