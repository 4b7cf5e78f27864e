import { waitForUpdate } from '@pydantic/genai-prices'
import type { ModelInfo } from '@pydantic/genai-prices'
import { aliasesOf } from './aliases.ts'
import { datedPricesOf } from './dated-prices.ts'
import { figuresOf, tiersOf } from './figures-of.ts'
import type { PriceEntry } from '../price-list.ts'

const VERSION = '0.1.8'
/** The day this version was published on npm; the package itself carries no date. */
const PUBLISHED = '2026-09-23'

/** The whole file: one line a price, sorted, so that a diff of two versions reads as a list of price changes. */
export async function baselineText(): Promise<string> {
  // Without `updatePrices` nothing is fetched: this is the package's own data, and its only door to all of it.
  const providers = (await waitForUpdate()) ?? []
  const entries = providers.flatMap((provider) => provider.models.flatMap((model) => entriesOf(provider.id, model)))
  const lines = entries.toSorted(bySellerModelAndDate).map((entry) => JSON.stringify(entry))
  const head = `"source":"genai-prices ${VERSION}","date":"${PUBLISHED}","prices":[`
  return `{${head}\n${lines.join(',\n')}\n]}\n`
}

function entriesOf(provider: string, info: ModelInfo): readonly PriceEntry[] {
  return datedPricesOf(info).flatMap(({ from, byHour, prices }) => {
    const figures = figuresOf(prices)
    if (figures === null) return []
    const tiers = tiersOf(prices)
    const aliases = aliasesOf(info)
    const entry: PriceEntry = {
      provider,
      model: info.id,
      ...(from !== null && { from }),
      ...figures,
      ...(tiers.length > 0 && { tiers }),
      ...(byHour && { byHour }),
      ...(aliases.length > 0 && { aliases }),
      ...(info.context_window !== undefined && { contextWindow: info.context_window }),
      ...(info.deprecated && { deprecated: true }),
    }
    return [entry]
  })
}

const bySellerModelAndDate = (a: PriceEntry, b: PriceEntry): number =>
  compare(a.provider, b.provider) || compare(a.model, b.model) || compare(a.from ?? '', b.from ?? '')

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
