import { addDays } from './days.ts'

const DAY = 86_400_000
const MINUTE = 60_000

const formats = new Map<string, Intl.DateTimeFormat>()

/** What the clocks of a zone show, written as if it were UTC. */
export function localOf(zone: string, instant: number): number {
  let format = formats.get(zone)
  if (!format) {
    // The Swedish locale writes dates as YYYY-MM-DD.
    format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' })
    formats.set(zone, format)
  }
  const second = Math.floor(instant / 1000) * 1000
  return Date.parse(`${format.format(second).replace(' ', 'T')}Z`) + instant - second
}

export const offsetOf = (zone: string, instant: number): number => localOf(zone, instant) - instant

/** When the clocks show this for the first time; where they skip it, when they go on after the gap. */
export function instantOf(zone: string, local: number): number {
  const [before, after] = [offsetOf(zone, local - DAY), offsetOf(zone, local + DAY)]
  // With the larger offset it is earlier.
  for (const offset of [Math.max(before, after), Math.min(before, after)]) {
    if (localOf(zone, local - offset) === local) return local - offset
  }
  let [inside, beyond] = [local - after, local - before]
  while (beyond - inside > MINUTE) {
    const middle = Math.floor((inside + beyond) / 2 / MINUTE) * MINUTE
    if (offsetOf(zone, middle) === before) inside = middle
    else beyond = middle
  }
  return beyond
}

/** When a day begins somewhere: some have no midnight, others two. */
export function dayStart(zone: string, day: string): number {
  const midnight = Date.parse(`${day}T00:00:00Z`)
  return zone === 'UTC' ? midnight : instantOf(zone, midnight)
}

/** When days begin somewhere, and when the first after them does. */
export const daysBetween = (zone: string, since: string, until: string): { from: number; until: number } => ({
  from: dayStart(zone, since),
  until: dayStart(zone, addDays(until, 1)),
})

/** Until this moment the clocks are so many milliseconds ahead of UTC. */
export interface OffsetSpan {
  readonly until: number
  readonly offset: number
}

/** Shorter than the time between two changes of any zone. */
const STEP = 15 * DAY

/** The offsets of a zone between two full minutes. */
export function offsetSpans(zone: string, from: number, to: number): OffsetSpan[] {
  const spans: OffsetSpan[] = []
  let offset = offsetOf(zone, from)
  for (let at = from; at < to; at += STEP) {
    const next = Math.min(at + STEP, to)
    const then = offsetOf(zone, next)
    if (then === offset) continue
    let [inside, beyond] = [at, next]
    while (beyond - inside > MINUTE) {
      const middle = Math.floor((inside + beyond) / 2 / MINUTE) * MINUTE
      if (offsetOf(zone, middle) === offset) inside = middle
      else beyond = middle
    }
    spans.push({ until: beyond, offset })
    offset = then
  }
  return [...spans, { until: to, offset }]
}
