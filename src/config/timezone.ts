import { suggest } from '../core/suggest.ts'

export const timezoneProblem = (zone: string): string => {
  const meant = suggest(zone, Intl.supportedValuesOf('timeZone'))
  return `${JSON.stringify(zone)} is not an IANA time zone${meant === null ? '' : `, did you mean "${meant}"?`}`
}
