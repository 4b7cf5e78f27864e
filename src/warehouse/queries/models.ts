import type { DuckDBConnection } from '../duckdb.ts'
import { parseMoney } from '../../core/money.ts'
import type { Rates } from '../../core/prices.ts'
import { textOrNull } from '../values.ts'
import { RATE_OF_ENTRY } from './rates.ts'

/** A rate that requests of a model were priced with. */
export interface UsedRate {
  readonly model: string
  readonly rule: string
  readonly source: string
  readonly priceDate: string | null
  readonly requests: number
  readonly rates: Rates
}

/** The rates behind a report, by model, the most used first. */
export async function queryUsedRates(db: DuckDBConnection): Promise<UsedRate[]> {
  const result = await db.runAndReadAll(`
    select k.model, r.rule, r.source, r.price_date, sum(e.requests)::bigint as requests,
      r.input::varchar, r.output::varchar, r.cache_read::varchar, r.cache_write_5m::varchar, r.cache_write_1h::varchar,
      r.web_search::varchar
    from scoped e join sku k using (sku_id) ${RATE_OF_ENTRY}
    where r.rate_id is not null
    group by all
    order by k.model, requests desc, r.rule, r.price_date`)
  return result.getRows().map(([model, rule, source, priceDate, requests, ...figures]) => {
    const [input, output, cacheRead, cacheWrite5m, cacheWrite1h, webSearch] = figures.map(
      (figure) => parseMoney(String(figure)) ?? 0n,
    )
    return {
      model: String(model),
      rule: String(rule),
      source: String(source),
      priceDate: textOrNull(priceDate),
      requests: Number(requests),
      rates: {
        input: input!,
        output: output!,
        cacheRead: cacheRead!,
        cacheWrite5m: cacheWrite5m!,
        cacheWrite1h: cacheWrite1h!,
        webSearch: webSearch!,
      },
    }
  })
}
