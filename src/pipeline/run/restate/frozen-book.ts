import type { PriceBook, Rate } from '../../../core/prices.ts'
import type { SkuRates } from '../../../reports/prices.ts'
import { skuKey, textOf } from './kept-rates.ts'

/** What each kind of request cost between two moments, when it was reported. */
export interface FrozenSpan {
  readonly from: number
  readonly until: number
  readonly rates: readonly SkuRates[]
}

interface Then {
  readonly from: number
  readonly until: number
  readonly rates: readonly Rate[]
}

/** The prices of a book, and in these spans those that held then. Where spans overlap, the last counts. */
export function frozenBook(book: PriceBook, spans: readonly FrozenSpan[]): PriceBook {
  const bySku = new Map<string, Then[]>()
  for (const { from, until, rates } of spans) {
    for (const each of rates) {
      const key = skuKey(each.sku)
      bySku.set(key, [...(bySku.get(key) ?? []), { from, until, rates: each.rates }])
    }
  }
  return {
    get version() {
      return book.version
    },
    asOf: book.asOf,
    models: () => book.models(),
    ratesFor: (sku) => {
      const then = bySku.get(skuKey(sku))
      return then === undefined ? book.ratesFor(sku) : joined(then.reduce(replaced, book.ratesFor(sku)))
    },
  }
}

const replaced = (rates: readonly Rate[], then: Then): readonly Rate[] => [
  ...rates.flatMap((rate) => outside(rate, then)),
  ...then.rates.map((rate) => ({ ...rate, from: rate.from ?? then.from, until: rate.until ?? then.until })),
]

function outside(rate: Rate, { from, until }: Then): Rate[] {
  const before = rate.until === null || rate.until > from ? { ...rate, until: from } : rate
  const after = rate.from === null || rate.from < until ? { ...rate, from: until } : rate
  if (before === rate || after === rate) return [rate]
  return [before, after].filter((each) => each.from === null || each.until === null || each.from < each.until)
}

/** One rate for spans that follow each other at the same price: each of them costs time wherever usage is priced. */
function joined(rates: readonly Rate[]): readonly Rate[] {
  const last = new Map<string, number>()
  const result: Rate[] = []
  for (const rate of rates.toSorted((a, b) => (a.from ?? -Infinity) - (b.from ?? -Infinity))) {
    const terms = termsOf(rate)
    const at = last.get(terms)
    const before = at === undefined ? undefined : result[at]
    if (at !== undefined && before && before.until !== null && before.until === rate.from) {
      result[at] = { ...before, until: rate.until }
    } else last.set(terms, result.push(rate) - 1)
  }
  return result
}

const termsOf = ({ from: _, until: __, ...terms }: Rate): string => textOf(terms)
