import { formatMoney } from '../../../core/money.ts'
import { moneyOf } from '../../../reports/sections/amounts.ts'
import { RESTATEMENT_REASONS } from '../../../reports/sections/restated.ts'
import type { RestatedPeriod } from '../../../reports/sections/restated.ts'
import type { CostRow } from '../../../warehouse/queries/costs.ts'
import type { Reported } from '../../../warehouse/reported.ts'
import { toldIn, totalsOf } from './told.ts'

interface Restatements {
  /** What reports of the job have told, the newest first. The last one is the report that is made again. */
  readonly reports: readonly (readonly RestatedPeriod[])[]
  /** What nobody has told yet. */
  readonly found: readonly RestatedPeriod[]
  /** The periods reported, each as it was told last. */
  readonly known: readonly Reported[]
  readonly days: readonly CostRow[]
}

/** What a report has to tell of each period since it told of it first, with what others have told of it in between. */
export function restatedAgain({ reports, found, known, days }: Restatements): RestatedPeriod[] {
  const before = reports.at(-1) ?? []
  return known.flatMap((period) => {
    const of = (restated: readonly RestatedPeriod[]) => restated.filter((each) => isSame(each.period, period))
    const told = toldUntilNow(of(before), reports.slice(0, -1).flatMap(of), totalsOf(period).cost_usd)
    const changes = [...told, ...of(found)]
    const now = toldIn(days, period).cost_usd
    return changes.length === 0 || changes[0]!.old_cost_usd === now ? [] : [summedUp(changes, now)]
  })
}

const isSame = (a: RestatedPeriod['period'], b: Reported): boolean => a.since === b.since && a.until === b.until

/** From what the report has told to the cost that was told last; none where it does not lead there: then others have told of it. */
function toldUntilNow(
  before: readonly RestatedPeriod[],
  later: readonly RestatedPeriod[],
  last: string,
): RestatedPeriod[] {
  const [start] = before
  if (start === undefined) return []
  const way: RestatedPeriod[] = []
  let cost = last
  for (const each of later) {
    if (cost === start.new_cost_usd) break
    if (each.new_cost_usd !== cost) continue
    way.unshift(each)
    cost = each.old_cost_usd
  }
  return cost === start.new_cost_usd ? [start, ...way] : []
}

/** What is in none of the changes is an answer that was still being written, of which nobody is told by itself. */
function summedUp(changes: readonly RestatedPeriod[], now: string): RestatedPeriod {
  const [first] = changes
  const fromPrices = changes.reduce((sum, each) => sum + moneyOf(each.from_prices_usd), 0n)
  const fromUsage = moneyOf(now) - moneyOf(first!.old_cost_usd) - fromPrices
  return {
    ...first!,
    new_cost_usd: now,
    from_usage_usd: formatMoney(fromUsage),
    from_prices_usd: formatMoney(fromPrices),
    reasons: RESTATEMENT_REASONS.filter(
      (reason) => changes.some(({ reasons }) => reasons.includes(reason)) || (reason === 'usage' && fromUsage !== 0n),
    ),
  }
}
