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
