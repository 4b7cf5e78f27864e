/** A value may be stored as a text or as a BLOB of one. Larger ones are not taken apart: it takes several times their size. */
const LARGEST = 64 << 20

/** The JSON at some paths of a value, as a list; the state says why there is none. */
export const picked = (paths: readonly string[], json = 'cast(value as text)'): string => `
  case
    when value is null then 'nothing'
    when octet_length(value) > ${LARGEST} then 'too large'
    when json_valid(${json}) then 'read'
    else 'broken'
  end as state,
  case
    when octet_length(value) <= ${LARGEST} and json_valid(${json})
    then json_extract(${json}, ${paths.map((path) => `'${path}'`).join(', ')})
  end as picked`

export type ValueState = 'read' | 'nothing' | 'too large' | 'broken'

export const PROBLEMS: Readonly<Partial<Record<ValueState, string>>> = {
  broken: 'broken JSON',
  'too large': `a value of more than ${LARGEST >> 20} MB`,
}

/** A time is in milliseconds, or ISO text. Small numbers count from the start of the program. */
export function timeOfValue(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) && value > EARLIEST ? Math.floor(value) : null
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN
  return Number.isNaN(time) ? null : time
}

/** 2001: no number of seconds is as high for centuries. */
const EARLIEST = 1e12
