import type { Figures, HourPrice, PriceEntry, PromptTier } from '../../price-list.ts'
import { daysOf, isHours } from '../_shared/hours.ts'
import { asWritten, perMillion, present, Unusable } from '../_shared/prices.ts'
import type { Override } from './schema.ts'

/** A price as text in USD per token, a search in USD each. */
export const figuresIn = (pricing: Readonly<Record<string, unknown>>): Partial<Figures> =>
  present({
    input: perMillion(pricing.prompt),
    output: perMillion(pricing.completion),
    cacheRead: perMillion(pricing.input_cache_read),
    cacheWrite5m: perMillion(pricing.input_cache_write),
    cacheWrite1h: perMillion(pricing.input_cache_write_1h),
    webSearch: asWritten(pricing.web_search),
  })

interface Condition {
  /** The smallest prompt it holds for. */
  readonly from: number
  readonly hours: Pick<HourPrice, 'utc' | 'days'> | 'always' | 'not read'
  readonly figures: Partial<Figures>
}

type Overridden = Figures & Pick<PriceEntry, 'tiers' | 'hours' | 'byHour'>

/** An override holds when all its conditions do; of several the last one wins, class by class. */
export function overridden(base: Figures, overrides: readonly Override[]): Overridden {
  const conditions = overrides.map(conditionOf)
  const always = conditions.filter(({ hours }) => hours === 'always')
  const at = (size: number): Figures =>
    Object.assign({ ...base }, ...always.filter(({ from }) => from <= size).map(({ figures }) => figures))
  const sizes = [...new Set(always.map(({ from }) => from))].filter((size) => size > 0).sort((a, b) => a - b)
  // A prompt of exactly that size has the price already.
  const tiers = sizes.map((size): PromptTier => ({ promptOver: size - 1, ...at(size) }))
  const timed = conditions.filter(({ hours }) => hours !== 'always')
  const hours = timed.flatMap((each): HourPrice[] =>
    typeof each.hours === 'object' && each.from === 0 ? [{ ...each.hours, ...each.figures }] : [],
  )
  return {
    ...at(0),
    ...(tiers.length > 0 && { tiers }),
    ...(hours.length > 0 && { hours }),
    ...(hours.length < timed.length && { byHour: true }),
  }
}

function conditionOf(override: Override): Condition {
  const { min_prompt_tokens: size } = override
  const from = size === undefined || size === null ? 0 : Number(size)
  if (!Number.isSafeInteger(from) || from < 0) throw new Unusable('sizes of prompts that cannot be read')
  return { from, hours: hoursOf(override), figures: figuresIn(override) }
}

function hoursOf({ utc_start: start, utc_end: end, utc_days: names }: Override): Condition['hours'] {
  const timed = typeof start === 'string' || typeof end === 'string'
  if (!timed && !names) return 'always'
  const utc = `${clock(start ?? '0000')}-${clock(end ?? '2400')}`
  // Numbers of days begin with Sunday for some and with Monday for others.
  const days = names?.some((name) => /^\d/.test(name)) ? null : names && daysOf(names)
  return !isHours(utc) || days === null ? 'not read' : { utc, ...(days && { days }) }
}

const clock = (hhmm: string): string => hhmm.padStart(4, '0').replace(/^(..)(..)$/, '$1:$2')
