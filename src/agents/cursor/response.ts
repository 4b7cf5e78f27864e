import type { Response, ResponsePart } from '../_shared/agent.ts'
import { modelName, sellerOf } from './model-name.ts'

const DAY = 86_400_000

/** A date takes longer to write than all else of an event. */
const names = new Map<number, string>()

/**
 * Named by what old builds counted, borne by what was exported: a day that an export tells of exactly is not counted
 * again from the database, which knows less of it.
 */
export function exportedDay(time: number): string {
  const day = Math.floor(time / DAY)
  const known = names.get(day)
  if (known !== undefined) return known
  const name = `exported:${new Date(day * DAY).toISOString().slice(0, 10)}`
  names.set(day, name)
  return name
}

export const partOf = (model: string | null, counts: Partial<ResponsePart>): ResponsePart => {
  const name = modelName(model)
  return {
    provider: sellerOf(name),
    model: name,
    tier: 'standard',
    speed: 'standard',
    geo: null,
    requests: 1,
    input: 0,
    output: 0,
    cacheRead: 0,
    cacheWrite5m: 0,
    cacheWrite1h: 0,
    reasoning: 0,
    webSearches: 0,
    recordedCost: null,
    outsideClaim: false,
    ...counts,
  }
}

export type ResponseFacts = Pick<Response, 'identity' | 'session' | 'time' | 'offset' | 'quality' | 'parts'> &
  Partial<Response>

export const responseOf = (facts: ResponseFacts): Response => ({
  variant: null,
  copyOf: null,
  demoted: false,
  copied: false,
  subagent: false,
  cwd: null,
  branch: null,
  ...facts,
})
