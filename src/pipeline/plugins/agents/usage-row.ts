import type { Response } from '../../../agents/_shared/agent.ts'
import { ImpossibleNumber, MOST_DOLLARS, MOST_SEARCHES, timeOf, tokenCount } from '../../../agents/_shared/tokens.ts'
import type { Quality, ServiceTier } from '../../../core/usage.ts'

type Fields = Readonly<Record<string, unknown>>

/** Longer is no name. */
const LONGEST = 1_000
const LONGEST_PATH = 8_000
const TIERS: readonly string[] = ['standard', 'priority', 'flex', 'batch'] satisfies ServiceTier[]
const QUALITIES: readonly string[] = ['exact', 'partial', 'estimated'] satisfies Quality[]
/** A moment that is the same wherever it is read. */
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/
/** As much as the warehouse holds. */
const DOLLARS = /^\d{1,15}(\.\d{1,18})?$/
// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001f\u007f]/

/** A field that cannot be what it should be: the record is set aside. */
class BadField extends Error {}

export interface TakenRow {
  /** Null where the row names none. */
  readonly file: string | null
  /** Null where the row has none. */
  readonly offset: number | null
  readonly usage: Response | string
}

/** A row of an agent's plugin as usage, or why it cannot be that. `agent` keeps its keys apart from those of others. */
export function takeUsage(row: unknown, agent: string): TakenRow {
  if (typeof row !== 'object' || row === null) return { file: null, offset: null, usage: 'it is no object' }
  const fields = row as Fields
  const file = isName(fields.file, LONGEST_PATH) ? fields.file : null
  const { offset: given } = fields
  const offset = Number.isSafeInteger(given) && Number(given) >= 0 ? Number(given) : null
  try {
    if (file === null) throw new BadField('file is missing')
    return { file, offset, usage: responseOf(fields, agent, offset ?? 0) }
  } catch (error) {
    if (error instanceof BadField || error instanceof ImpossibleNumber) return { file, offset, usage: error.message }
    throw error
  }
}

function responseOf(row: Fields, agent: string, offset: number): Response {
  const output = required(row, 'output_tokens')
  const reasoning = tokenCount(row.reasoning_tokens, 'reasoning_tokens')
  if (reasoning > output) throw new BadField('reasoning_tokens is more than output_tokens, which it is a part of')
  const webSearches = tokenCount(row.web_searches, 'web_searches')
  if (webSearches > MOST_SEARCHES) throw new BadField(`web_searches is ${webSearches}`)
  return {
    identity: `${agent}:${name(row, 'identity')}`,
    variant: null,
    copyOf: null,
    demoted: false,
    copied: false,
    subagent: row.subagent === true,
    quality: oneOf(row, 'quality', QUALITIES, 'exact') as Quality,
    session: name(row, 'session_id'),
    time: momentOf(row),
    cwd: maybeText(row, 'cwd', LONGEST_PATH),
    branch: maybeText(row, 'git_branch'),
    offset,
    parts: [
      {
        provider: maybeText(row, 'provider'),
        model: name(row, 'model'),
        tier: oneOf(row, 'service_tier', TIERS, 'standard') as ServiceTier,
        speed: 'standard',
        geo: null,
        requests: 1,
        input: required(row, 'input_tokens'),
        output,
        cacheRead: tokenCount(row.cache_read_tokens, 'cache_read_tokens'),
        cacheWrite5m: tokenCount(row.cache_write_5m_tokens, 'cache_write_5m_tokens'),
        cacheWrite1h: tokenCount(row.cache_write_1h_tokens, 'cache_write_1h_tokens'),
        reasoning,
        webSearches,
        recordedCost: dollarsOf(row),
        outsideClaim: false,
      },
    ],
  }
}

function required(row: Fields, field: string): number {
  if (row[field] === undefined || row[field] === null) throw new BadField(`${field} is missing`)
  return tokenCount(row[field], field)
}

/** Texts with control characters would not come out of lists and tables as they went in. */
const isName = (value: unknown, longest = LONGEST): value is string =>
  typeof value === 'string' && value !== '' && value.length <= longest && !CONTROL.test(value)

function name(row: Fields, field: string): string {
  const value = row[field]
  if (isName(value)) return value
  throw new BadField(
    `${field} is ${typeof value === 'string' && value !== '' ? 'too long, or no plain text' : 'missing'}`,
  )
}

function maybeText(row: Fields, field: string, longest = LONGEST): string | null {
  const value = row[field] ?? ''
  if (value === '') return null
  if (isName(value, longest)) return value
  throw new BadField(`${field} is too long, or no plain text`)
}

function oneOf(row: Fields, field: string, known: readonly string[], usual: string): string {
  const value = row[field] ?? usual
  if (typeof value === 'string' && known.includes(value)) return value
  throw new BadField(`${field} is none of ${known.join(', ')}`)
}

function momentOf({ recorded_at: given }: Fields): number {
  const time = typeof given === 'string' && MOMENT.test(given) ? timeOf(given) : null
  if (time !== null && time >= 0) return time
  throw new BadField('recorded_at is no time such as 2026-01-31T10:00:00Z')
}

function dollarsOf({ cost_usd: given }: Fields): string | null {
  if (given === undefined || given === null) return null
  if (typeof given === 'string' && DOLLARS.test(given) && Number(given) <= MOST_DOLLARS) return given
  throw new BadField('cost_usd is no decimal text of at most a billion')
}
