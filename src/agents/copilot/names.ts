import type { Sink } from '../_shared/agent.ts'
import type { JsonObject } from '../_shared/json.ts'
import { noteUnknownTokens } from '../_shared/tokens.ts'
import type { FieldNames } from './usage.ts'

/** Of usage records, of the metrics of a shutdown and of a compaction. */
export const EVENT_FIELDS: FieldNames = {
  input: ['inputTokens'],
  output: ['outputTokens'],
  read: ['cacheReadTokens'],
  written: ['cacheWriteTokens'],
  reasoning: ['reasoningTokens'],
}

/** Of `session-store.db`. */
export const STORE_FIELDS: FieldNames = {
  input: ['input_tokens'],
  output: ['output_tokens'],
  read: ['cache_read_tokens'],
  written: ['cache_write_tokens'],
  reasoning: ['reasoning_tokens'],
}

/** Of spans, as OpenTelemetry names them. */
export const SPAN_FIELDS: FieldNames = {
  input: ['gen_ai.usage.input_tokens'],
  output: ['gen_ai.usage.output_tokens'],
  read: ['gen_ai.usage.cache_read.input_tokens'],
  written: ['gen_ai.usage.cache_creation.input_tokens', 'gen_ai.usage.cache_write.input_tokens'],
  reasoning: ['gen_ai.usage.reasoning.output_tokens', 'gen_ai.usage.reasoning_tokens'],
}

/** Limits and sizes, tools that were called, and what is left of a plan: no usage. */
const NO_USAGE_FIELDS = [
  'maxPromptTokens',
  'maxOutputTokens',
  'gen_ai.request.max_tokens',
  'numToolCalls',
  'toolCounts',
  'quotaSnapshots',
  'copilotUsage',
]

/** Counts without a rule: reported, in case they are a new class that is billed. */
export const noteUnknownFields = (fields: JsonObject, names: FieldNames, offset: number, sink: Sink): void =>
  noteUnknownTokens(fields, new Set([...Object.values(names).flat(), ...NO_USAGE_FIELDS]), offset, sink)

/** Every other count is a part of these two. Of another form than the known ones they would read as nothing. */
export const missingCounts = (fields: JsonObject, names: FieldNames): ('input' | 'output')[] =>
  (['input', 'output'] as const).filter((key) => names[key].every((name) => fields[name] === undefined))

export const tellsCounts = (fields: JsonObject, names: FieldNames): boolean => missingCounts(fields, names).length < 2
