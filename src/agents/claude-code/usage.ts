import type { ResponsePart, Sink } from '../_shared/agent.ts'
import { isObject, isView } from '../_shared/json.ts'
import type { JsonObject } from '../_shared/json.ts'
import {
  ImpossibleNumber,
  isAbove0,
  MOST_SEARCHES,
  noteCounts,
  noteUnknown,
  noteUnknownTokens,
  recordedCost,
  textOf,
  tokenCount,
} from '../_shared/tokens.ts'

interface Counts {
  readonly input: number
  readonly output: number
  readonly cacheRead: number
  readonly cacheWrite5m: number
  readonly cacheWrite1h: number
}

const NO_STEPS: readonly JsonObject[] = []
const NO_SPLIT: JsonObject = {}

/** The requests behind one response, where they are told. */
export function stepsOf({ iterations }: JsonObject): readonly JsonObject[] {
  return Array.isArray(iterations) ? iterations.filter(isObject) : NO_STEPS
}

/**
 * The billed parts of one response. The top-level numbers sum up its `message` iterations only; an advisor (at its own
 * model) and a compaction are billed on top of them. Seen in 2.1.329.
 */
export function responseParts(
  usage: JsonObject,
  steps: readonly JsonObject[],
  model: string,
  costUSD: unknown,
): ResponsePart[] {
  const total = countsOf(usage)
  const main: ResponsePart = {
    provider: null,
    model,
    tier: tierOf(usage.service_tier),
    speed: usage.speed === 'fast' ? 'fast' : 'standard',
    geo: geoOf(usage.inference_geo),
    requests: 1,
    input: total.input,
    output: total.output,
    cacheRead: total.cacheRead,
    cacheWrite5m: total.cacheWrite5m,
    cacheWrite1h: total.cacheWrite1h,
    reasoning: reasoningOf(usage),
    webSearches: webSearchesOf(usage),
    recordedCost: recordedCost(costUSD),
    outsideClaim: false,
  }
  if (steps.length === 0) return [main]

  const none = { reasoning: 0, webSearches: 0, recordedCost: null }
  const parts: ResponsePart[] = splitByPrompt(total, steps).map((counts, i) => ({
    ...main,
    ...(i === 0 ? {} : { ...none, requests: 0 }),
    ...counts,
  }))
  for (const step of steps) {
    if (step.type === 'compaction') parts.push({ ...main, ...none, ...countsOf(step), outsideClaim: true })
    else if (isExtra(step, steps, total)) {
      const extra = { ...countsOf(step), reasoning: reasoningOf(step), model: textOf(step.model) ?? model }
      parts.push({ ...main, ...none, ...extra })
    }
  }
  return parts
}

/** A usage without any count, as of an endpoint that keeps none, is no record of usage. */
export const tellsCounts = (usage: JsonObject): boolean =>
  usage.input_tokens !== undefined ||
  usage.output_tokens !== undefined ||
  usage.cache_read_input_tokens !== undefined ||
  usage.cache_creation_input_tokens !== undefined ||
  usage.cache_creation !== undefined

export const hasAny = (usage: JsonObject): boolean =>
  isAbove0(usage.input_tokens) ||
  isAbove0(usage.output_tokens) ||
  isAbove0(usage.cache_read_input_tokens) ||
  isAbove0(usage.cache_creation_input_tokens)

/** A fallback is billed on top like an advisor, unless the top-level numbers hold it already. */
function isExtra(step: JsonObject, steps: readonly JsonObject[], total: Counts): boolean {
  if (step.type === 'advisor_message') return true
  if (step.type !== 'fallback_message') return false
  const messages = steps.filter((other) => other.type === 'message')
  return addUp(messages.map(countsOf)).output === total.output
}

/** Each `message` iteration is a prompt of its own, which matters where a price depends on the size of the prompt. */
function splitByPrompt(total: Counts, steps: readonly JsonObject[]): Counts[] {
  const messages = steps.filter((step) => step.type === 'message')
  if (messages.length < 2) return [total]
  const counts = messages.map((step) => withSplit(step, total))
  if (counts.includes(null)) return [total]
  const known = counts.filter((each) => each !== null)
  const sum = addUp(known)
  const same = (Object.keys(total) as (keyof Counts)[]).every((field) => sum[field] === total[field])
  return same ? known : [total]
}

/** An iteration may lack the 5-minute and 1-hour split; it follows from the total only where that has one kind. */
function withSplit(step: JsonObject, total: Counts): Counts | null {
  const counts = countsOf(step)
  if (isObject(step.cache_creation) || total.cacheWrite1h === 0) return counts
  if (total.cacheWrite5m > 0) return null
  return { ...counts, cacheWrite5m: 0, cacheWrite1h: counts.cacheWrite5m }
}

function addUp(list: readonly Counts[]): Counts {
  const sum = { input: 0, output: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 }
  for (const counts of list) for (const field of Object.keys(sum) as (keyof Counts)[]) sum[field] += counts[field]
  return sum
}

/** Without a split, as in older versions, all cache writes are 5-minute ones; a split never exceeds the total. */
function countsOf(usage: JsonObject): Counts {
  const { cache_creation: writes } = usage
  const split = isObject(writes) ? writes : NO_SPLIT
  const short = tokenCount(split.ephemeral_5m_input_tokens, 'ephemeral_5m_input_tokens')
  const long = tokenCount(split.ephemeral_1h_input_tokens, 'ephemeral_1h_input_tokens')
  const stated = usage.cache_creation_input_tokens
  const written =
    stated === undefined || stated === null ? short + long : tokenCount(stated, 'cache_creation_input_tokens')
  const cacheWrite1h = Math.min(long, written)
  return {
    input: tokenCount(usage.input_tokens, 'input_tokens'),
    output: tokenCount(usage.output_tokens, 'output_tokens'),
    cacheRead: tokenCount(usage.cache_read_input_tokens, 'cache_read_input_tokens'),
    cacheWrite5m: written - cacheWrite1h,
    cacheWrite1h,
  }
}

function reasoningOf(usage: JsonObject): number {
  const details = usage.output_tokens_details
  return isObject(details) ? tokenCount(details.thinking_tokens, 'thinking_tokens') : 0
}

function webSearchesOf(usage: JsonObject): number {
  const tools = usage.server_tool_use
  return isObject(tools) ? searchCount(tools.web_search_requests, 'web_search_requests') : 0
}

/** Of web searches in one request. */
export function searchCount(value: unknown, field: string): number {
  const count = tokenCount(value, field)
  if (count > MOST_SEARCHES) throw new ImpossibleNumber(field, value)
  return count
}

const tierOf = (value: unknown): ResponsePart['tier'] =>
  value === 'priority' || value === 'batch' || value === 'flex' ? value : 'standard'

const geoOf = (value: unknown): string | null => {
  const geo = textOf(value)
  return geo === 'global' || geo === 'not_available' ? null : geo
}

const KNOWN = new Set([
  'input_tokens',
  'output_tokens',
  'cache_creation_input_tokens',
  'cache_read_input_tokens',
  // These are looked into apart.
  'iterations',
  'server_tool_use',
  'cache_creation',
  'output_tokens_details',
])
const KNOWN_WRITES = new Set(['ephemeral_5m_input_tokens', 'ephemeral_1h_input_tokens'])
const KNOWN_DETAILS = new Set(['thinking_tokens'])
const KNOWN_TOOLS = new Set(['web_search_requests', 'web_fetch_requests'])
const KNOWN_STEPS = new Set<unknown>(['message', 'compaction', 'advisor_message', 'fallback_message'])

/** What may be billed and has no rule yet. */
export function noteUnknownUsage(usage: JsonObject, steps: readonly JsonObject[], offset: number, sink: Sink): void {
  const { server_tool_use: tools, service_tier: tier, speed } = usage
  noteUnknownCounts(usage, offset, sink)
  if (isObject(tools)) noteOthers(tools, KNOWN_TOOLS, offset, sink)
  else noteCounts(tools, 'server_tool_use', true, offset, sink)
  if (steps.length > 0) noteUnknownSteps(steps, offset, sink)
  else noteCounts(usage.iterations, 'iterations', false, offset, sink)
  if (textOf(tier) !== null && !KNOWN_TIERS.has(tier)) noteUnknown(`service_tier: ${String(tier)}`, offset, sink)
  if (textOf(speed) !== null && !KNOWN_SPEEDS.has(speed)) noteUnknown(`speed: ${String(speed)}`, offset, sink)
}

/** Others are priced like the standard, of which nobody knows whether it is right. */
const KNOWN_TIERS = new Set<unknown>(['standard', 'priority', 'batch', 'flex'])
const KNOWN_SPEEDS = new Set<unknown>(['standard', 'fast'])

function noteUnknownCounts(usage: JsonObject, offset: number, sink: Sink): void {
  const { cache_creation: writes, output_tokens_details: details } = usage
  noteUnknownTokens(usage, KNOWN, offset, sink)
  if (isObject(writes)) noteOthers(writes, KNOWN_WRITES, offset, sink)
  else noteCounts(writes, 'cache_creation', true, offset, sink)
  if (isObject(details)) noteUnknownTokens(details, KNOWN_DETAILS, offset, sink)
}

/** Whatever it is called, here it counts. */
function noteOthers(counts: JsonObject, known: ReadonlySet<string>, offset: number, sink: Sink): void {
  if (isView(counts)) return
  for (const name in counts) if (!known.has(name)) noteCounts(counts[name], name, true, offset, sink)
}

function noteUnknownSteps(steps: readonly JsonObject[], offset: number, sink: Sink): void {
  for (const step of steps) {
    if (!KNOWN_STEPS.has(step.type)) noteUnknown(`iterations: ${String(step.type)}`, offset, sink)
    else if (step.type !== 'message') noteUnknownCounts(step, offset, sink)
  }
}
