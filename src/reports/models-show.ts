import { RimuruError } from '../core/errors.ts'
import type { ListedModel, PriceBook } from '../core/prices.ts'
import { suggest } from '../core/suggest.ts'
import type { Calendar } from '../warehouse/queries/group-keys.ts'
import { periodOf } from './costs.ts'
import type { PeriodBlock, PricesBlock, ReportInput } from './costs.ts'
import { entryOf, perMillion, usedModels } from './models.ts'
import type { ModelItem, PerMillion } from './models.ts'
import { buildQuality } from './quality.ts'
import type { QualityBlock } from './quality.ts'

export interface PriceItem extends PerMillion {
  /** First day it holds; null: from the beginning. */
  readonly from: string | null
  /** Prompts of more tokens are priced at these rates as a whole. */
  readonly tiers: readonly (PerMillion & { readonly prompt_over: number })[]
  readonly source: string
  readonly price_date: string | null
}

export interface Listing {
  readonly provider: string
  readonly model: string
  readonly aliases: readonly string[]
  readonly context_window: number | null
  readonly prices: readonly PriceItem[]
}

export interface ListedName {
  readonly provider: string
  readonly model: string
}

/** A model as a price provider has it. */
export interface AnsweredModel extends ListedName {
  readonly context_window: number | null
  readonly max_output: number | null
  /** In the provider's own words. */
  readonly capabilities: readonly string[]
  /** As the lock writes them: USD per million tokens, only what was said. */
  readonly prices: readonly AnsweredPrice[]
}

export interface AnsweredPrice extends AnsweredFigures {
  readonly from?: string
  readonly tiers?: readonly (AnsweredFigures & { readonly promptOver: number })[]
}

export interface AnsweredFigures {
  readonly input: string
  readonly output: string
  readonly cacheRead?: string
  readonly cacheWrite5m?: string
  readonly cacheWrite1h?: string
}

export interface ProviderAnswer {
  readonly name: string
  readonly official: boolean
  readonly url: string | null
  /** Null for a table that comes with the program. */
  readonly fetched_at: string | null
  readonly models: readonly AnsweredModel[]
}

/** Looks up what price providers said last. */
export type LastAnswers = (isWanted: (name: ListedName) => boolean) => Promise<readonly ProviderAnswer[]>

export interface ModelDocument {
  readonly schema_version: 1
  readonly kind: 'model'
  readonly name: string
  readonly period: PeriodBlock
  /** Whoever sells it; the first is the one whose price counts for the bare name. */
  readonly listings: readonly Listing[]
  /** What price providers said of these when they were last asked. */
  readonly answers: readonly ProviderAnswer[]
  /** What of it was used here, by the names the agents wrote. */
  readonly usage: readonly ModelItem[]
  readonly quality: QualityBlock
  readonly prices: PricesBlock
}

export async function buildModel(
  input: ReportInput,
  calendar: Calendar,
  name: string,
  lastAnswers: LastAnswers,
): Promise<ModelDocument> {
  const { db, scope, book, mode } = input
  const { items } = await usedModels(input, calendar)
  const listed = listingsFor(name, book)
  const usage = items.filter(
    (item) =>
      isNamed(name, item.model) || item.rates.some(({ entry }) => listed.some((model) => idOf(model) === entry)),
  )
  if (listed.length === 0 && usage.length === 0)
    throw unknownModel(
      name,
      book,
      items.map(({ model }) => model),
    )
  const quality = await buildQuality(db, scope, input.sources, mode)
  return {
    schema_version: 1,
    kind: 'model',
    name,
    period: await periodOf(db, scope),
    listings: listed.map(listing),
    answers: await lastAnswers(
      (each) => isNamed(name, each.model) || listed.some((model) => isNamed(idOf(model), idOf(each))),
    ),
    usage,
    quality: quality.block,
    prices: { version: book.version, as_of: book.asOf },
  }
}

const idOf = ({ provider, model }: ListedName): string => `${provider}/${model}`
const isNamed = (name: string, other: string): boolean => name.toLowerCase() === other.toLowerCase()

/** The one that a request of this name is priced by, then everybody else who lists that name. */
function listingsFor(name: string, book: PriceBook): ListedModel[] {
  const models = book.models()
  const exact = models.filter((model) => isNamed(name, idOf(model)))
  if (exact.length > 0) return exact
  const rate = book.ratesFor({ provider: null, model: name, tier: 'standard', speed: 'standard', geo: null })[0]
  const matched = models.find((model) => idOf(model) === (rate ? entryOf(rate.rule) : null))
  const others = models.filter(
    (model) => model !== matched && [model.model, ...model.aliases].some((each) => isNamed(name, each)),
  )
  return [...(matched ? [matched] : []), ...others]
}

const listing = ({ provider, model, aliases, contextWindow, prices }: ListedModel): Listing => ({
  provider,
  model,
  aliases,
  context_window: contextWindow,
  prices: prices.map((price) => ({
    from: price.from,
    ...perMillion(price.rates),
    tiers: price.tiers.map((tier) => ({ prompt_over: tier.promptOver, ...perMillion(tier.rates) })),
    source: price.source,
    price_date: price.priceDate,
  })),
})

export function unknownModel(name: string, book: PriceBook, used: readonly string[]): RimuruError {
  const models = book.models()
  // Some names have a price with their seller alone, such as that of a router.
  const sold = models.find(({ model }) => isNamed(name, model))
  const near = sold
    ? idOf(sold)
    : suggest(name, [...used, ...models.flatMap(({ model, aliases }) => [model, ...aliases])])
  return new RimuruError('E6001', `there is no model "${name}"${near ? `, did you mean "${near}"?` : ''}`, {
    hint: 'rimuru models list shows the used ones, with --all every model that has a price',
  })
}
