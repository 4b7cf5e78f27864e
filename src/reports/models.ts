import { formatMoney } from '../core/money.ts'
import type { ListedModel, Rates } from '../core/prices.ts'
import { queryCosts } from '../warehouse/queries/costs.ts'
import type { CostFigures } from '../warehouse/queries/costs.ts'
import type { Calendar } from '../warehouse/queries/group-keys.ts'
import { queryUsedRates } from '../warehouse/queries/models.ts'
import type { UsedRate } from '../warehouse/queries/models.ts'
import { periodOf } from './costs.ts'
import type { PeriodBlock, PricesBlock, ReportInput } from './costs.ts'
import { pricesOf } from './prices.ts'
import { buildQuality } from './quality.ts'
import type { QualityBlock } from './quality.ts'

/** USD per million tokens, exact decimals. */
export interface PerMillion {
  readonly input_per_mtok: string
  readonly output_per_mtok: string
  readonly cache_read_per_mtok: string
  readonly cache_write_5m_per_mtok: string
  readonly cache_write_1h_per_mtok: string
  readonly per_web_search: string
}

export interface RateItem extends PerMillion {
  /** The entry of the price list that was matched, `anthropic/claude-opus-4-6`. */
  readonly entry: string
  readonly rule: string
  readonly source: string
  /** Null where the config or a rule gives the price, and no list. */
  readonly price_date: string | null
  readonly requests: number
}

export interface ModelItem extends CostFigures {
  readonly model: string
  readonly price: 'priced' | 'partly priced' | 'unpriced'
  /** Tokens, where a list says so. */
  readonly context_window: number | null
  /** What its requests were priced with, the most used first. */
  readonly rates: readonly RateItem[]
}

export interface PricedModel extends PerMillion {
  readonly provider: string
  readonly model: string
  /** null: from the beginning. */
  readonly from: string | null
  readonly has_tiers: boolean
  readonly context_window: number | null
  readonly source: string
  /** Null where the config or a rule gives the price, and no list. */
  readonly price_date: string | null
}

export interface ModelsDocument {
  readonly schema_version: 1
  readonly kind: 'models'
  readonly period: PeriodBlock
  readonly models: readonly ModelItem[]
  readonly totals: CostFigures
  /** With `--all`: every model that has a price, at its latest one. */
  readonly priced_models?: readonly PricedModel[]
  readonly quality: QualityBlock
  readonly prices: PricesBlock
}

export async function buildModels(input: ReportInput, calendar: Calendar, all: boolean): Promise<ModelsDocument> {
  const { db, scope, mode, book } = input
  const { items, totals } = await usedModels(input, calendar)
  const quality = await buildQuality(db, scope, input.sources, mode)
  const period = await periodOf(db, scope)
  return {
    schema_version: 1,
    kind: 'models',
    period,
    models: items,
    totals,
    ...(all
      ? {
          priced_models: book
            .models()
            .filter(({ model }) => isWanted(model, scope.models))
            .flatMap(latestOf),
        }
      : {}),
    quality: quality.block,
    prices: await pricesOf(input, period),
  }
}

export async function usedModels(
  { db, mode, book }: ReportInput,
  calendar: Calendar,
): Promise<{ items: ModelItem[]; totals: CostFigures }> {
  const { rows, totals } = await queryCosts(db, ['model'], calendar, mode)
  const byModel = Map.groupBy(await queryUsedRates(db), ({ model }) => model)
  const windows = new Map(book.models().map((listed) => [`${listed.provider}/${listed.model}`, listed.contextWindow]))
  const items = rows.map(({ model, ...figures }): ModelItem => {
    const name = String(model)
    const rates = (byModel.get(name) ?? []).map(rateItem)
    const window = windows.get(rates[0]?.entry ?? '') ?? null
    return { model: name, ...figures, price: stateOf(figures), context_window: window, rates }
  })
  return { items, totals }
}

function stateOf({ requests, unpriced_requests: unpriced }: CostFigures): ModelItem['price'] {
  if (unpriced === 0) return 'priced'
  return unpriced === requests ? 'unpriced' : 'partly priced'
}

const rateItem = ({ rule, source, priceDate, requests, rates }: UsedRate): RateItem => ({
  entry: entryOf(rule),
  rule,
  source,
  price_date: priceDate,
  requests,
  ...perMillion(rates),
})

/** A rule begins with the entry that was matched. */
export const entryOf = (rule: string): string => rule.split(',')[0] ?? rule

const MILLION = 1_000_000n

export const perMillion = (rates: Rates): PerMillion => ({
  input_per_mtok: formatMoney(rates.input * MILLION),
  output_per_mtok: formatMoney(rates.output * MILLION),
  cache_read_per_mtok: formatMoney(rates.cacheRead * MILLION),
  cache_write_5m_per_mtok: formatMoney(rates.cacheWrite5m * MILLION),
  cache_write_1h_per_mtok: formatMoney(rates.cacheWrite1h * MILLION),
  per_web_search: formatMoney(rates.webSearch),
})

/** As the filter of usage has it: names, or patterns with `*`. */
const isWanted = (model: string, wanted: readonly string[]): boolean =>
  wanted.length === 0 ||
  wanted.some((name) => new RegExp(`^${name.replace(/[^\w*]/g, '\\$&').replaceAll('*', '.*')}$`, 'i').test(model))

function latestOf({ provider, model, contextWindow, prices }: ListedModel): PricedModel[] {
  const latest = prices.at(-1)
  if (!latest) return []
  return [
    {
      provider,
      model,
      from: latest.from,
      ...perMillion(latest.rates),
      has_tiers: latest.tiers.length > 0,
      context_window: contextWindow,
      source: latest.source,
      price_date: latest.priceDate,
    },
  ]
}
