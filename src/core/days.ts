import { RimuruError } from './errors.ts'

/** `YYYY-MM-DD` or `YYYYMMDD`, a day that exists, as `YYYY-MM-DD`. */
export function parseDay(text: string, flag: string): string {
  const match = /^(\d{4})(-?)(\d{2})\2(\d{2})$/.exec(text)
  const day = match ? `${match[1]}-${match[3]}-${match[4]}` : ''
  if (
    day !== '' &&
    !Number.isNaN(Date.parse(`${day}T00:00:00Z`)) &&
    new Date(`${day}T00:00:00Z`).toISOString().startsWith(day)
  ) {
    return day
  }
  throw new RimuruError('E7001', `${flag} is not a day: "${text}"`, { hint: 'write it as YYYY-MM-DD or YYYYMMDD' })
}

/** The day it is somewhere at a moment. */
export const dayIn = (timezone: string, moment: number): string =>
  // The first use of Intl takes twenty milliseconds. The Swedish locale writes dates as YYYY-MM-DD.
  timezone === 'UTC'
    ? new Date(moment).toISOString().slice(0, 10)
    : new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, dateStyle: 'short' }).format(moment)

export const addDays = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)

/** What the machine's clock shows. Where TZ is set to nothing, Node tells of a zone that Intl does not take. */
export function systemZone(): string {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
  return timeZone && isTimezone(timeZone) ? timeZone : 'UTC'
}

/** Intl also takes offsets such as `+02:00`, which know no daylight saving time. */
export function isTimezone(name: string): boolean {
  if (name === 'UTC') return true
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return /^[A-Za-z]/.test(name)
  } catch {
    return false
  }
}
