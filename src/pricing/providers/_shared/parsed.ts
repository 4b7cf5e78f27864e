import type { PriceEntry } from '../../price-list.ts'
import { isLocal } from '../../seller-names.ts'
import type { ProviderModel, Skipped } from '../provider.ts'
import { nonsense } from './json.ts'
import { Unusable } from './prices.ts'

export interface Parsed {
  readonly entries: readonly PriceEntry[]
  readonly models: readonly ProviderModel[]
  readonly skipped: readonly Skipped[]
}

/** Turns the text of an answer into prices; `today` as `YYYY-MM-DD`. */
export type Parse = (text: string, today: string) => Parsed

/** Collects what an answer holds; of two prices under one name the first stays. */
export class Collection {
  readonly #entries = new Map<string, PriceEntry>()
  readonly #models = new Map<string, ProviderModel>()
  readonly #skipped = new Map<string, number>()

  skip(reason: string, count = 1): void {
    this.#skipped.set(reason, (this.#skipped.get(reason) ?? 0) + count)
  }

  model(model: ProviderModel): void {
    const key = keyOf(model)
    if (isName(model.model) && !this.#models.has(key)) this.#models.set(key, model)
  }

  /** The prices of one model in order of time; what cannot be read is counted. */
  add(read: () => readonly PriceEntry[]): void {
    try {
      for (const entry of read()) this.#addEntry(entry)
    } catch (error) {
      if (!(error instanceof Unusable)) throw error
      this.skip(error.message)
    }
  }

  #addEntry(entry: PriceEntry): void {
    if (!isName(entry.model) || !isName(entry.provider)) return this.skip('a name that is none')
    if (isLocal(entry.provider)) return this.skip('runs on a machine of your own')
    const key = `${keyOf(entry)} ${entry.from ?? ''}`
    const known = this.#entries.get(key)
    if (known === undefined) this.#entries.set(key, entry)
    else if (JSON.stringify({ ...known, model: '' }) !== JSON.stringify({ ...entry, model: '' })) {
      this.skip('another price under the same name')
    }
  }

  result(): Parsed {
    const entries = this.#withoutSubscriptions([...this.#entries.values()].sort(bySellerModelAndDate))
    if (entries.length === 0) throw nonsense('a list without a price that can be read')
    const skipped = [...this.#skipped].map(([reason, count]) => ({ reason, count }))
    return {
      entries,
      models: [...this.#models.values()].sort(bySellerModelAndDate),
      skipped: skipped.sort((a, b) => b.count - a.count || compare(a.reason, b.reason)),
    }
  }

  /** Who asks 0 for everything sells a subscription: that is no price of a token. */
  #withoutSubscriptions(entries: readonly PriceEntry[]): readonly PriceEntry[] {
    const paid = new Set(entries.filter((entry) => !isFree(entry)).map(({ provider }) => provider))
    const kept = entries.filter(({ provider }) => paid.has(provider))
    if (kept.length < entries.length) this.skip('sold by subscription', entries.length - kept.length)
    return kept
  }
}

const isFree = ({ input, output }: PriceEntry): boolean => input === '0' && output === '0'

/** As sellers have them: `@cf/meta/llama-3`, `accounts/x/models/y:free`. */
const isName = (name: string): boolean => /^[a-z0-9@][\w.:@/+()~,=*-]{0,199}$/i.test(name)

interface Named {
  readonly provider: string
  readonly model: string
  readonly from?: string
}

const keyOf = ({ provider, model }: Named): string => `${provider} ${model.toLowerCase()}`

const bySellerModelAndDate = (a: Named, b: Named): number =>
  compare(a.provider, b.provider) || compare(a.model, b.model) || compare(a.from ?? '', b.from ?? '')

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
