import type { DuckDBConnection } from '../duckdb.ts'
import { formatMoney } from '../../core/money.ts'
import type { PriceBook, Rate } from '../../core/prices.ts'
import { quote } from '../values.ts'
import { skuOf } from './skus.ts'

/** Which cost counts: ours, the one the agent recorded, or recorded where there is one. */
export type CostMode = 'calculate' | 'recorded' | 'auto'

/**
 * The temporary table `rate`: what each kind of request in the warehouse costs, by time and prompt size. Costs are never
 * stored; they follow from usage and this table.
 */
export async function createRates(db: DuckDBConnection, book: PriceBook): Promise<void> {
  await db.run(`
    create or replace temp table rate (
      rate_id integer, sku_id integer, from_at timestamp, until_at timestamp, prompt_over bigint, prompt_up_to bigint,
      week_from integer, week_until integer, input decimal(38, 18), output decimal(38, 18), cache_read decimal(38, 18), cache_write_5m decimal(38, 18),
      cache_write_1h decimal(38, 18), web_search decimal(38, 18), rates varchar, rule varchar, source varchar, price_date varchar
    )`)
  const skus = (
    await db.runAndReadAll('select sku_id, provider, model, tier, speed, geo from sku order by sku_id')
  ).getRows()
  const rows = skus.flatMap(([id, ...sku]) => book.ratesFor(skuOf(sku)).map((rate) => ({ id: Number(id), rate })))
  const isHourly = rows.some(({ rate }) => rate.hours !== null)
  const values = rows.map(({ id, rate }, i) => `(${i + 1}, ${id}, ${rateSql(rate)})`).join(', ')
  await db.run(`
    create or replace temp macro minute_of_week(moment) as ${isHourly ? MINUTE_OF_WEEK : 0};
    ${values && `insert into rate values ${values}`}`)
}

/** From Monday 00:00 UTC. Where no price asks for it, it is a constant, so that the join has nothing to work out. */
const MINUTE_OF_WEEK = `(isodow(moment) - 1) * 1440 + hour(moment) * 60 + minute(moment)`

const WEEK = 7 * 1440

const LARGEST_BIGINT = 9_223_372_036_854_775_807n

function rateSql(rate: Rate): string {
  const { input, output, cacheRead, cacheWrite5m, cacheWrite1h, webSearch } = rate.rates
  return [
    rate.from === null ? "timestamp '-infinity'" : `epoch_ms(${rate.from})`,
    rate.until === null ? "timestamp 'infinity'" : `epoch_ms(${rate.until})`,
    rate.promptOver ?? -1,
    rate.promptUpTo ?? LARGEST_BIGINT,
    rate.hours?.from ?? 0,
    rate.hours?.until ?? WEEK,
    ...[input, output, cacheRead, cacheWrite5m, cacheWrite1h, webSearch].map(
      (money) => `${quote(formatMoney(money))}::decimal(38, 18)`,
    ),
    quote(ratesJson(rate)),
    quote(rate.rule),
    quote(rate.source),
    rate.priceDate === null ? 'null' : quote(rate.priceDate),
  ].join(', ')
}

/** The same as JSON with texts, for `explain`. */
const ratesJson = ({ rates }: Rate): string =>
  JSON.stringify({
    input: formatMoney(rates.input),
    output: formatMoney(rates.output),
    cache_read: formatMoney(rates.cacheRead),
    cache_write_5m: formatMoney(rates.cacheWrite5m),
    cache_write_1h: formatMoney(rates.cacheWrite1h),
    web_search: formatMoney(rates.webSearch),
  })

/** What may be many requests is priced as short prompts, at the base price (FORMATS 8.4). */
const PROMPT = 'case when e.summed then 0 else e.input + e.cache_read + e.cache_write_5m + e.cache_write_1h end'

/** The one rate of a request: by its time, and by the size of its prompt, which decides on the whole request. */
export const RATE_OF_ENTRY = `
  left join rate r on r.sku_id = e.sku_id
    and e.happened_at >= r.from_at and e.happened_at < r.until_at
    and ${PROMPT} > r.prompt_over
    and ${PROMPT} <= r.prompt_up_to
    and minute_of_week(e.happened_at) >= r.week_from and minute_of_week(e.happened_at) < r.week_until`

const TERMS: readonly [tokens: string, rate: string][] = [
  ['input', 'input'],
  ['output', 'output'],
  ['cache_read', 'cache_read'],
  ['cache_write_5m', 'cache_write_5m'],
  ['cache_write_1h', 'cache_write_1h'],
  ['web_searches', 'web_search'],
]

/** Tokens times rates, exact: DECIMAL(20,0) by DECIMAL(38,18) keeps all eighteen places. */
export const costSql = (usage: string, rate: string): string =>
  TERMS.map(([tokens, per]) => `${usage}.${tokens}::decimal(20, 0) * ${rate}.${per}`).join(' + ')
