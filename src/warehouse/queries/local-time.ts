import { dayStart, offsetSpans } from '../../core/zone.ts'
import type { OffsetSpan } from '../../core/zone.ts'
import { addDays } from '../../core/days.ts'
import { quote } from '../values.ts'

/** Node's rules of time zones are newer than DuckDB's, and days are told with them everywhere else. */
const FROM = Date.UTC(2024, 0, 1)
const YEAR = 366 * 86_400_000

const known = new Map<string, readonly OffsetSpan[]>()

function spansOf(timezone: string): readonly OffsetSpan[] {
  const spans = known.get(timezone) ?? offsetSpans(timezone, FROM, Math.ceil(Date.now() / YEAR + 1) * YEAR)
  known.set(timezone, spans)
  return spans
}

/** What the clocks of a zone show at a moment (UTC), as SQL. */
export function localTime(moment: string, timezone: string): string {
  if (timezone === 'UTC') return moment
  const spans = spansOf(timezone)
  const cases = spans.map(
    ({ until, offset }) => `when ${moment} < epoch_ms(${until}) then ${moment} + to_milliseconds(${offset})`,
  )
  // Before there were agents, and beyond next year, the rules of DuckDB do.
  return `case when ${moment} < epoch_ms(${FROM}) then timezone(${quote(timezone)}, timezone('UTC', ${moment}))
    ${cases.join(' ')} else timezone(${quote(timezone)}, timezone('UTC', ${moment})) end`
}

/** The moment at which a day, or a later one, begins in a zone, as SQL. */
export const startOfDay = (day: string, timezone: string, later: number): string =>
  `epoch_ms(${dayStart(timezone, addDays(day, later))})`
