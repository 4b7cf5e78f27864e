import { lookedIn } from '../../pipeline/discover.ts'
import type { LookedAt } from '../../pipeline/discover.ts'
import { isClean } from '../../reports/clean.ts'
import type { PeriodBlock, PricesBlock } from '../../reports/costs.ts'
import type { QualityBlock } from '../../reports/quality.ts'
import type { Flags } from '../command.ts'
import type { Io } from '../io.ts'
import { paint } from './paint.ts'
import { qualityLine } from './quality-line.ts'

interface Empty {
  readonly period: PeriodBlock
  readonly quality: QualityBlock
  readonly prices: PricesBlock
}

const FILTERS = ['agent', 'model', 'project', 'branch', 'since', 'until', 'last']

/** Nothing to report is no error, but the reader wants to know where was looked, and what could not be read. */
export function noData(sources: readonly LookedAt[], { period, quality, prices }: Empty, flags: Flags, io: Io): void {
  const filled = sources.filter(({ files }) => files.length > 0)
  if (filled.length > 0) {
    const { since, until } = period
    const span = since || until ? ` from ${since ?? 'the beginning'} to ${until ?? 'now'}` : ''
    const isFiltered = FILTERS.some((name) => flags[name] !== undefined)
    io.note(`No usage found${span}${isFiltered ? ' with these filters' : ''}.\n`)
  } else io.note(`No usage data found. Looked in:\n${lookedIn(sources)}\n`)
  if (!isClean(quality)) {
    const width = io.errIsTerminal ? io.errWidth : null
    io.note(qualityLine(quality, prices, paint(io.errColour), width))
  }
}
