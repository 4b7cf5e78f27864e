import type { Settings } from '../config/settings.ts'
import { isTimezone } from '../core/days.ts'
import type { Environment } from '../platform/places.ts'
import type { Flags } from './command.ts'

/** Which of its sources the time zone of a report is from, in the order in which they are asked. */
export function zoneOrigin(
  flags: Flags,
  settings: Settings,
  env: Environment,
): '--timezone' | 'config' | 'TZ' | 'system' {
  if (typeof flags.timezone === 'string') return '--timezone'
  if (settings.timezone) return 'config'
  return isUsable(env.TZ) ? 'TZ' : 'system'
}

/** TZ may hold a zone of another kind (`CET-1CEST`), which no calendar of ours knows. */
export const isUsable = (variable: string | undefined): boolean =>
  variable !== undefined && isTimezone(variable.replace(/^:/, ''))
