import type { HourPrice, PriceEntry } from '../../price-list.ts'
import { daysOf, isHours } from '../_shared/hours.ts'
import type { Fields } from './fields.ts'
import { standardIn } from './fields.ts'
import { offPeakSchema } from './schema.ts'

const NOT_READ = { byHour: true } as const

/** Hours that are not understood are said to exist, so that nobody takes the price for the whole truth. */
export function hoursOf({ off_peak_pricing: block }: Fields): Pick<PriceEntry, 'hours' | 'byHour'> {
  if (block === undefined || block === null) return {}
  const read = offPeakSchema.safeParse(block)
  if (!read.success) return NOT_READ
  const { hours_utc = [], windows = [], weekday_timezone: zone = 'UTC' } = read.data
  const figures = standardIn(read.data)
  const hours: HourPrice[] = []
  for (const window of [{ hours_utc, weekdays: undefined }, ...windows]) {
    const days = window.weekdays && daysOf(window.weekdays)
    if (days === null || (days !== undefined && zone !== 'UTC')) return NOT_READ
    for (const utc of [window.hours_utc].flat()) {
      if (!isHours(utc)) return NOT_READ
      hours.push({ utc: utc === '00:00-00:00' ? '00:00-24:00' : utc, ...(days && { days }), ...figures })
    }
  }
  return hours.length === 0 || Object.keys(figures).length === 0 ? NOT_READ : { hours }
}
