import { RINGS } from '../config/job-types.ts'
import { parseMoney } from '../core/money.ts'
import type { Json } from '../plugin-sdk/types.ts'
import type { HookEvent, PreparedHook } from './types.ts'

/** By ring, priority and name; the two hooks of one plugin stay as the job lists them. */
export const inOrder = (hooks: readonly PreparedHook[]): readonly PreparedHook[] =>
  [...hooks].sort(
    (a, b) =>
      RINGS.indexOf(a.ring) - RINGS.indexOf(b.ring) ||
      a.priority - b.priority ||
      (a.plugin.id < b.plugin.id ? -1 : Number(a.plugin.id > b.plugin.id)),
  )

export const isAsked = ({ on, threshold }: PreparedHook, { name, data }: HookEvent): boolean =>
  (on.includes(name) || (name.startsWith('Custom:') && on.includes('Custom:*'))) &&
  (name !== 'CostThreshold' || threshold === null || !isBelow(data, threshold))

/** A cost that is not known is not below anything: a guard is rather asked once too often. */
function isBelow(data: Json, threshold: bigint): boolean {
  const text = typeof data === 'object' && data !== null && 'cost_usd' in data ? data.cost_usd : null
  const cost = typeof text === 'string' ? parseMoney(text) : null
  return cost !== null && cost < threshold
}
