import { WEEKDAYS } from '../core/price-rules.ts'
import type { HourPrice } from './price-list.ts'

const DAY = 24 * 60

const SPAN = /^(\d\d):(\d\d)-(\d\d):(\d\d)$/

/** First minute of the day and the first no longer meant, which may be the smaller one; null where it is no span. */
export function minutesOf(utc: string): readonly [number, number] | null {
  const parts = SPAN.exec(utc)?.slice(1).map(Number)
  if (parts === undefined) return null
  const [fromHour = 0, fromMinute = 0, toHour = 0, toMinute = 0] = parts
  const span = [fromHour * 60 + fromMinute, toHour * 60 + toMinute] as const
  return Math.max(...span) > DAY || fromMinute > 59 || toMinute > 59 || span[0] === DAY ? null : span
}

const WEEK = 7 * DAY

export interface WeekSpan {
  /** Minutes of the week, from Monday 00:00 UTC. */
  readonly from: number
  readonly until: number
  /** The prices that replace the usual ones then, the last one first in rank. */
  readonly prices: readonly HourPrice[]
}

/** A week without gap or overlap, cut where the price changes. */
export function weekSpans(hours: readonly HourPrice[]): readonly WeekSpan[] {
  const cuts = hours.flatMap(({ utc }) => minutesOf(utc) ?? [])
  const days = WEEKDAYS.map((_, day) => day * DAY)
  const starts = new Set(days.flatMap((day) => [day, ...cuts.map((minute) => day + minute)]))
  const spans: WeekSpan[] = []
  for (const from of [...starts].filter((minute) => minute < WEEK).sort((a, b) => a - b)) {
    const prices = hours.filter((hour) => holdsAt(hour, from))
    const last = spans.at(-1)
    if (last && last.prices.length === prices.length && last.prices.every((price, i) => price === prices[i])) continue
    if (last) spans[spans.length - 1] = { ...last, until: from }
    spans.push({ from, until: WEEK, prices })
  }
  return spans
}

function holdsAt({ utc, days }: HourPrice, minuteOfWeek: number): boolean {
  const [from, until] = minutesOf(utc) ?? [0, 0]
  const minute = minuteOfWeek % DAY
  const today = WEEKDAYS[Math.floor(minuteOfWeek / DAY)]!
  if (days !== undefined && !days.includes(today)) return false
  return from < until ? from <= minute && minute < until : minute >= from || minute < until
}
