import type { Span } from '../../../core/calendar.ts'
import { formatMoney } from '../../../core/money.ts'
import type { PriceBook } from '../../../core/prices.ts'
import { daysBetween } from '../../../core/zone.ts'
import type { ReportInput } from '../../../reports/costs.ts'
import { ratesWithin } from '../../../reports/prices.ts'
import type { SkuRates } from '../../../reports/prices.ts'
import { moneyOf } from '../../../reports/sections/amounts.ts'
import type { RestatedPeriod } from '../../../reports/sections/restated.ts'
import { within } from '../../../reports/series.ts'
import { listReported } from '../../../warehouse/reported.ts'
import type { Reported } from '../../../warehouse/reported.ts'
import { queryCosts } from '../../../warehouse/queries/costs.ts'
import type { CostRow } from '../../../warehouse/queries/costs.ts'
import type { CostMode } from '../../../warehouse/queries/rates.ts'
import { createRates } from '../../../warehouse/queries/rates.ts'
import { querySkusByDay } from '../../../warehouse/queries/skus.ts'
import type { RunContext } from '../context.ts'
import { frozenBook } from './frozen-book.ts'
import type { FrozenSpan } from './frozen-book.ts'
import { ratesOfText, textOf } from './kept-rates.ts'
import { reasonsOf } from './reasons.ts'
import { hasGrown, isWithin, rulesOf, toldIn, totalsOf } from './told.ts'
import type { Told } from './told.ts'

export interface Restatement {
  readonly restated: RestatedPeriod
  /** What is known of it from now on. */
  readonly told: Reported
}

type Asked = Pick<RunContext, 'job' | 'calendar' | 'settings' | 'startedAt' | 'freeze'>

/** Which of the periods reported cost something else now, by all of their days. Of streamed answers that grew it is silent. */
export async function findRestated(
  context: Asked,
  input: ReportInput,
  known: readonly Reported[],
  days: Days,
): Promise<Restatement[]> {
  const changed = known.filter((each) => costOf(toldIn(days, each)) !== costOf(totalsOf(each)))
  if (changed.length === 0) return []
  const now = await ratesNow(context, input, changed)
  const spans = spansOf(context, changed)
  const daysThen = await costsAtPricesOf(context, input, changed, spans)
  return changed.flatMap((each, i) => {
    const { since, until } = each
    const [was, is] = [totalsOf(each), toldIn(days, each)]
    const atPricesThen = costOf(toldIn(daysThen.get(each.mode)!, each))
    const [fromUsage, fromPrices] = [atPricesThen - costOf(was), costOf(is) - atPricesThen]
    if (fromPrices === 0n && hasGrown(was, is)) return []
    const rates = now(each, spans[i]!)
    const rules = context.freeze ? each.rules : rulesOf(context.settings.pricing)
    const hasOtherRules = each.rules !== rules || each.mode !== input.mode
    const restated: RestatedPeriod = {
      period: { since, until },
      old_cost_usd: was.cost_usd,
      new_cost_usd: is.cost_usd,
      from_usage_usd: formatMoney(fromUsage),
      from_prices_usd: formatMoney(fromPrices),
      reasons: reasonsOf({ fromUsage, fromPrices, hasOtherRules, before: spans[i]!.rates, now: rates }),
    }
    const told = { toldAt: context.startedAt, rules, mode: input.mode, totals: JSON.stringify(is) }
    return [{ restated, told: { ...each, ...told, rates: textOf(rates) } }]
  })
}

/** The prices of a book, and in all that the job has reported those that it was reported with. */
export async function frozenFor(
  context: Pick<RunContext, 'job'>,
  series: string,
  { db }: Pick<ReportInput, 'db'>,
  book: PriceBook,
): Promise<PriceBook> {
  const known = await listReported(db, series)
  return frozenBook(book, spansOf(context, known))
}

const spansOf = ({ job: { timezone } }: Pick<RunContext, 'job'>, known: readonly Reported[]): FrozenSpan[] =>
  known.map(({ since, until, rates }) => ({
    ...daysBetween(timezone, since, until),
    rates: ratesOfText(rates),
  }))

type Days = readonly CostRow[]

async function costsByDay({ calendar }: Asked, input: ReportInput, known: readonly Reported[], mode: CostMode) {
  const { rows } = await within(input, spanOf(known), () => queryCosts(input.db, ['day'], calendar, mode))
  return rows
}

/** Under each way of counting that was in use then. */
async function costsAtPricesOf(
  context: Asked,
  input: ReportInput,
  changed: readonly Reported[],
  spans: readonly FrozenSpan[],
): Promise<ReadonlyMap<string, Days>> {
  const { db, book } = input
  const found = new Map<string, Days>()
  await createRates(db, frozenBook(book, spans))
  try {
    for (const mode of new Set(changed.map((each) => each.mode))) {
      found.set(mode, await costsByDay(context, input, changed, mode as CostMode))
    }
  } finally {
    await createRates(db, book)
  }
  return found
}

async function ratesNow({ calendar }: Asked, input: ReportInput, changed: readonly Reported[]) {
  const used = await within(input, spanOf(changed), () => querySkusByDay(input.db, calendar))
  return (each: Reported, { from, until }: FrozenSpan): SkuRates[] => {
    const own = used.filter(({ day }) => isWithin(day, each)).map(({ sku }) => JSON.stringify(sku))
    return [...new Set(own)].sort().map((text) => {
      const sku = JSON.parse(text) as SkuRates['sku']
      return { sku, rates: ratesWithin(input.book.ratesFor(sku), from, until) }
    })
  }
}

/** From the first day of them all to the last. */
export const spanOf = (known: readonly Span[]): Span => ({
  since: known.reduce((first, { since }) => (since < first ? since : first), known[0]!.since),
  until: known.reduce((last, { until }) => (until > last ? until : last), known[0]!.until),
})

const costOf = ({ cost_usd: cost }: Told): bigint => moneyOf(cost)
