import { timeOfIso } from './iso-time.ts'

/** From 1970 to the year 10000: outside of it no number is a time, and neither JavaScript nor a report could write it. */
export const isTime = (time: number): boolean => time >= 0 && time < END

const END = Date.UTC(10_000, 0)

/** A number of seconds, milliseconds, microseconds or nanoseconds since the epoch, told apart by its size. */
export function timeOfNumber(value: unknown): number | null {
  const number = typeof value === 'bigint' ? Number(value) : value
  if (typeof number !== 'number' || !(number > 0)) return null
  const time = number < 1e11 ? number * 1000 : number < 1e14 ? number : number < 1e17 ? number / 1e3 : number / 1e6
  return isTime(time) ? Math.floor(time) : null
}

/** ISO 8601, and as SQLite writes it: `2026-11-20 18:13:52`. */
const DAY_AND_TIME = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?) ?(Z|UTC|[+-]\d\d(?::?\d\d)?)?)?$/i

/**
 * Of any other text Date.parse would make a time as well, of `0` the year 2000. What names no zone means UTC: it would be
 * another moment for everybody who reads it.
 */
export function timeOfText(text: string): number | null {
  const usual = timeOfIso(text)
  if (usual !== null) return usual
  const match = DAY_AND_TIME.exec(text)
  if (match === null) return null
  const [, day, time = '00:00', zone = 'Z'] = match
  const offset = zone.toUpperCase() === 'UTC' ? 'Z' : zone.length === 3 ? `${zone}:00` : zone
  const found = Date.parse(`${day}T${time}${offset}`)
  return Number.isNaN(found) ? null : found
}

/** A text or a number in a column of a database. */
export const timeOfStamp = (value: unknown): number | null =>
  typeof value === 'string' ? timeOfText(value) : timeOfNumber(value)
