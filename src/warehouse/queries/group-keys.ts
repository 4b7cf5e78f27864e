export const GROUP_KEYS = [
  'day',
  'week',
  'month',
  'block',
  'agent',
  'model',
  'project',
  'branch',
  'session',
  'host',
  'user',
] as const

export type GroupKey = (typeof GROUP_KEYS)[number]

export interface Calendar {
  readonly timezone: string
  /** 1 Monday to 7 Sunday. */
  readonly weekStart: number
  /** 1 to 28. */
  readonly monthStart: number
}
