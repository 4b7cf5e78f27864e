import { timeOfNumber } from '../_shared/times.ts'

/** Copilot writes ISO times; where SQLite itself fills them in, `2026-11-20 18:13:52` means UTC. */
export function timeOfStamp(value: unknown): number | null {
  if (typeof value !== 'string') return timeOfNumber(value)
  const time = Date.parse(/[zZ]|[+-]\d\d:?\d\d$/.test(value) ? value : `${value.replace(' ', 'T')}Z`)
  return Number.isNaN(time) ? null : time
}
