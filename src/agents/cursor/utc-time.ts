import { timeOf } from '../_shared/tokens.ts'

const WITH_ZONE = /^\d{4}-\d\d-\d\d(T.+(Z|[+-]\d\d:?\d\d))?$/

/** Other ways of writing a time would be read in the zone of whoever runs this, and be another moment elsewhere. */
export const utcTime = (value: unknown): number | null =>
  typeof value === 'string' && WITH_ZONE.test(value) ? timeOf(value) : null
