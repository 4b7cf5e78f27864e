import { localOf } from '../../core/zone.ts'

/** A moment for people: minutes, in the zone of the report. */
export const localTime = (iso: string | null, timezone: string): string =>
  iso === null ? '–' : new Date(localOf(timezone, Date.parse(iso))).toISOString().slice(0, 16).replace('T', ' ')
