import type { JsonObject } from '../_shared/json.ts'
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

/** Limits and sizes, no usage. */
const NO_USAGE_FIELDS = ['maxPromptTokens', 'maxOutputTokens', 'gen_ai.request.max_tokens']

/** Token fields without a rule: reported, in case they are a new class that is billed. */
export function unknownFields(fields: JsonObject, names: FieldNames): string[] {
  const known = new Set([...Object.values(names).flat(), ...NO_USAGE_FIELDS])
  return Object.entries(fields)
    .filter(
      ([name, value]) => /(?:T|_t)okens$/.test(name) && !known.has(name) && typeof value === 'number' && value > 0,
    )
    .map(([name]) => name)
}
