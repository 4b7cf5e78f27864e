import { suggest } from '../core/suggest.ts'

/** Intl also takes offsets such as `+02:00`, which know no daylight saving time. */
export const isTimezone = (zone: string): boolean => {
  if (/^[+-]/.test(zone)) return false
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }))
  } catch {
    return false
  }
}

export const timezoneProblem = (zone: string): string => {
  const meant = suggest(zone, Intl.supportedValuesOf('timeZone'))
  return `${JSON.stringify(zone)} is not an IANA time zone${meant === null ? '' : `, did you mean "${meant}"?`}`
}
