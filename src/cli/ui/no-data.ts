import { lookedIn } from '../../pipeline/discover.ts'
import type { LookedAt } from '../../pipeline/discover.ts'
import type { PeriodBlock } from '../../reports/costs.ts'
import type { Io } from '../io.ts'

/** Nothing to report is no error, but the reader wants to know where was looked. */
export function noData(sources: readonly LookedAt[], period: PeriodBlock, io: Io): void {
  const filled = sources.filter(({ files }) => files.length > 0)
  if (filled.length > 0) {
    const span =
      period.since || period.until ? ` from ${period.since ?? 'the beginning'} to ${period.until ?? 'now'}` : ''
    io.note(`No usage found${span} with these filters.\n`)
    return
  }
  io.note(`No usage data found. Looked in:\n${lookedIn(sources)}\n`)
}
