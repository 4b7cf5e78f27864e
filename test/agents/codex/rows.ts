import { writeText } from '../../helpers/folders.ts'

/* Made-up lines of a rollout, with no more fields than the rules look at. */

export const T0 = Date.UTC(2026, 10, 1, 10)

const line = (type: string, payload: object, time = T0, ordinal?: number): string =>
  JSON.stringify({
    timestamp: new Date(time).toISOString(),
    ...(ordinal === undefined ? {} : { ordinal }),
    type,
    payload,
  })

/** Components of a usage object: input with cached and written, output with reasoning. */
export interface Usage {
  readonly input: number
  readonly cached?: number
  readonly written?: number
  readonly output: number
  readonly reasoning?: number
}

/** Of a response that its output tells apart. */
export const used = (output: number): Usage => ({ input: 1000 + output, output })

/** The running total after such responses. */
export const total = (...outputs: number[]): Usage => ({
  input: outputs.reduce((sum, output) => sum + used(output).input, 0),
  output: outputs.reduce((sum, output) => sum + output, 0),
})

export const usage = ({ input, cached = 0, written = 0, output, reasoning = 0 }: Usage): object => ({
  input_tokens: input,
  cached_input_tokens: cached,
  cache_write_input_tokens: written,
  output_tokens: output,
  reasoning_output_tokens: reasoning,
  total_tokens: input + output,
})

export const meta = (id: string, more: object = {}, time = T0): string =>
  line(
    'session_meta',
    { id, timestamp: new Date(time).toISOString(), cwd: '/made/up/project', git: { branch: 'main' }, ...more },
    time,
  )

export const turn = (id: string | null, more: object = {}, time = T0): string =>
  line(
    'turn_context',
    { ...(id === null ? {} : { turn_id: id }), cwd: '/made/up/project', model: 'gpt-5.5', ...more },
    time,
  )

export const event = (type: string, more: object = {}, time = T0): string => line('event_msg', { type, ...more }, time)

/** A `token_count` with a running total and what the last response added. */
export const tokenCount = (total: Usage | null, last: Usage | null, time = T0, ordinal?: number): string =>
  line(
    'event_msg',
    {
      type: 'token_count',
      info: {
        ...(total ? { total_token_usage: usage(total) } : {}),
        ...(last ? { last_token_usage: usage(last) } : {}),
      },
      rate_limits: null,
    },
    time,
    ordinal,
  )

export const usageRecord = (thread: string, response: string, used: Usage, time = T0, total: Usage = used): string =>
  line(
    'token_usage_record',
    { thread_id: thread, response_id: response, usage: usage(used), thread_token_usage: usage(total) },
    time,
    14,
  )

/** An id of version 7 made at a moment. */
export const uuid7 = (time: number, n = 1): string => {
  const hex = time.toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-${String(n).padStart(12, '0')}`
}

export const uuid4 = (n: number): string => `aaaaaaaa-0000-4000-8000-${String(n).padStart(12, '0')}`

export const rolloutPath = (thread: string): string => `sessions/2026/11/01/rollout-2026-11-01T10-00-00-${thread}.jsonl`

export const rollout = (root: string, thread: string, lines: readonly string[]): string =>
  writeText(`${root}/${rolloutPath(thread)}`, lines.map((each) => `${each}\n`).join(''))
