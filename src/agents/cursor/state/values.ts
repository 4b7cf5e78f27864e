import { timeOfNumber } from '../../_shared/times.ts'
import { utcTime } from '../utc-time.ts'

/** A value may be stored as a text or as a BLOB of one. Larger ones are not taken apart: it takes several times their size. */
const LARGEST = 64 << 20

const TEXT = 'cast(value as text)'

/** The JSON at some paths of a value, as a list; the state says why there is none. */
export const picked = (paths: readonly string[]): string => `
  case
    when value is null then 'nothing'
    when octet_length(value) > ${LARGEST} then 'too large'
    when json_valid(${TEXT}) then 'read'
    else 'broken'
  end as state,
  ${ofReadable(`json_extract(${TEXT}, ${listOf(paths)})`)} as picked`

export const lengthOf = (path: string): string => ofReadable(`json_array_length(${TEXT}, '${path}')`)

export const listOf = (paths: readonly string[]): string => paths.map((path) => `'${path}'`).join(', ')

const ofReadable = (sql: string): string =>
  `case when octet_length(value) <= ${LARGEST} and json_valid(${TEXT}) then ${sql} end`

export type ValueState = 'read' | 'nothing' | 'too large' | 'broken'

export const PROBLEMS: Readonly<Partial<Record<ValueState, string>>> = {
  broken: 'broken JSON',
  'too large': `a value of more than ${LARGEST >> 20} MB`,
}

/** A time is in milliseconds, or ISO text. Small numbers count from the start of the program. */
export function timeOfValue(value: unknown): number | null {
  if (typeof value !== 'number') return utcTime(value)
  return value > EARLIEST ? timeOfNumber(value) : null
}

/** 2001: no number of seconds is as high for centuries. */
const EARLIEST = 1e12
