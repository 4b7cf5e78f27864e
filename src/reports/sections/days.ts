import { dayCount } from '../../core/calendar.ts'
import type { Span } from '../../core/calendar.ts'
import { addDays } from '../../core/days.ts'
import type { ReportSection } from '../../plugin-sdk/types.ts'
import { dailyBars } from '../charts/daily-bars.ts'
import type { Series } from '../series.ts'
import { addUp, amountsIn, FIGURES, mergedRows, NOTHING, sumRow, table } from './amounts.ts'

const CHART_DAYS = 30
const MOST_CHART_DAYS = 92
/** A report of one day shows the days before it too. */
const AROUND_A_DAY = 7

/** The days of the period, and a picture of the month that they are in. */
export function daysSection(period: Span, series: Series): ReportSection {
  const single = period.since === period.until
  const span = single ? { since: addDays(period.until, 1 - AROUND_A_DAY), until: period.until } : period
  const rows = series.rows.filter(({ day }) => day! >= span.since && day! <= span.until)
  const named = mergedRows(rows, 'day')
  const total = named.map(amountsIn).reduce(addUp, NOTHING)
  return table({
    id: 'days',
    title: single ? `The last ${AROUND_A_DAY} days` : 'By day',
    columns: [{ key: 'name', label: 'Day', kind: 'date' }, ...FIGURES],
    rows: named.map((row) => ({ ...row })),
    totals: sumRow(named, { ...total }),
    chart: dailyBars({ days: chartDays(period, series), period }),
  })
}

function chartDays(period: Span, { agents, first }: Series) {
  const count = Math.min(MOST_CHART_DAYS, Math.max(CHART_DAYS, dayCount(period.since, period.until)))
  const since = addDays(period.until, 1 - count)
  const days = Array.from({ length: count }, (_, i) => addDays(since, i)).filter(
    (day) => first !== null && day >= first,
  )
  return days.map((day) => ({
    day,
    parts: [...agents].flatMap(([name, costs]) => {
      const cost = costs.get(day) ?? 0n
      return cost === 0n ? [] : [{ name, cost }]
    }),
  }))
}
