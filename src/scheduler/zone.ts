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
