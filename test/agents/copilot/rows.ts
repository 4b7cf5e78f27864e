import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { SQLInputValue } from 'node:sqlite'
import { linesOf, writeText } from '../../helpers/folders.ts'

/* Made-up records, with no more fields than the rules look at. */

export const T0 = Date.UTC(2026, 10, 1, 10)
export const iso = (time: number): string => new Date(time).toISOString()

/** As Copilot counts: input with the cache, output with reasoning. */
export interface Used {
  readonly input: number
  readonly output: number
  readonly read?: number
  readonly written?: number
  readonly reasoning?: number
}

export const usage = ({ input, output, read = 0, written = 0, reasoning = 0 }: Used): object => ({
  inputTokens: input,
  outputTokens: output,
  cacheReadTokens: read,
  cacheWriteTokens: written,
  reasoningTokens: reasoning,
})

export const event = (type: string, data: object, time = T0, more: object = {}): string =>
  JSON.stringify({ type, data, id: `${type}-${time}`, timestamp: iso(time), parentId: null, ...more })

export const start = (session: string, context: object = {}, time = T0): string =>
  event(
    'session.start',
    {
      sessionId: session,
      startTime: iso(time),
      selectedModel: 'gpt-5.2',
      context: { cwd: '/made/up/project', branch: 'main', ...context },
    },
    time,
  )

export const record = (session: string, id: string, used: Used, time = T0, more: object = {}, envelope = {}): string =>
  event(
    'session.usage_record',
    {
      usage: {
        model: 'gpt-5.2',
        ...usage(used),
        cost: 1,
        initiator: 'user',
        apiCallId: id,
        accounting: { sourceSessionId: session, sequence: 1, usageId: id },
        ...more,
      },
    },
    time,
    { id: `record-${id}`, ...envelope },
  )

/** The sums of each model since the session began. */
export const shutdown = (totals: Readonly<Record<string, Used>>, time = T0, more: object = {}): string =>
  event(
    'session.shutdown',
    {
      shutdownType: 'routine',
      totalPremiumRequests: 1,
      modelMetrics: Object.fromEntries(
        Object.entries(totals).map(([model, used]) => [
          model,
          { requests: { count: 2, cost: 1 }, usage: usage(used), totalNanoAiu: 0 },
        ]),
      ),
      ...more,
    },
    time,
  )

export const message = (id: string, outputTokens: number | undefined, time = T0): string =>
  event('assistant.message', { messageId: id, model: 'gpt-5.2', content: 'hi', outputTokens }, time)

export const span = (session: string, id: string | null, used: Used, time = T0, more: object = {}): string =>
  JSON.stringify({
    type: 'span',
    traceId: 'trace',
    spanId: `span-${id ?? time}`,
    name: 'chat gpt-5.2',
    startTime: [Math.floor(time / 1000) - 1, 0],
    endTime: [Math.floor(time / 1000), (time % 1000) * 1e6],
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.conversation.id': session,
      'gen_ai.response.model': 'gpt-5.2',
      ...(id === null ? {} : { 'gen_ai.response.id': id }),
      'gen_ai.usage.input_tokens': used.input,
      'gen_ai.usage.output_tokens': used.output,
      'gen_ai.usage.cache_read.input_tokens': used.read ?? 0,
      'gen_ai.usage.cache_write.input_tokens': used.written ?? 0,
      'gen_ai.usage.reasoning.output_tokens': used.reasoning ?? 0,
      ...more,
    },
  })

export const eventsPath = (session: string): string => `session-state/${session}/events.jsonl`

export const log = (root: string, session: string, lines: readonly string[]): string =>
  writeText(`${root}/${eventsPath(session)}`, linesOf(lines))

export type Columns = Readonly<Record<string, SQLInputValue>>

/** As the command line 1.0.102 makes it, version 8 of the schema, but for what ties the tables together. */
export const STORE = `
  create table if not exists sessions (
    id text primary key, cwd text, repository text, host_type text, branch text, summary text,
    created_at text default (datetime('now')), updated_at text default (datetime('now'))
  );
  create table if not exists assistant_usage_events (
    id integer primary key autoincrement, session_id text not null, turn_index integer,
    agent_id text, parent_tool_call_id text, model text not null, copilot_usage_model text, input_tokens integer,
    output_tokens integer, cache_read_tokens integer, cache_write_tokens integer, reasoning_tokens integer,
    total_nano_aiu integer, request_multiplier real, duration_ms integer, initiator text, token_details_json text,
    created_at text default (datetime('now'))
  );
  create index if not exists of_session on assistant_usage_events(session_id, id)`

export const TRACES = `
  create table if not exists spans (
    span_id text primary key, trace_id text, parent_span_id text, name text, start_time_ms integer, end_time_ms integer,
    status integer, operation_name text, provider_name text, agent_name text, conversation_id text, request_model text,
    response_model text, input_tokens integer, output_tokens integer, cached_tokens integer, reasoning_tokens integer,
    tool_name text, tool_call_id text, tool_type text, chat_session_id text, turn_index integer, ttft_ms real
  );
  create table if not exists span_attributes (span_id text, key text, value text, primary key (span_id, key))`

export const DESKTOP = `
  create table if not exists sessions (
    id text primary key, title text, model text, total_input_tokens integer, total_output_tokens integer,
    total_cached_tokens integer, total_reasoning_tokens integer, total_nano_aiu integer, created_at text
  )`

export interface MadeUpDatabase {
  insert(table: string, columns: Columns): void
  run(sql: string, ...values: SQLInputValue[]): void
}

/** Opens a database as its owner does, changes something and closes it. */
export function inDatabase(path: string, schema: string, change: (database: MadeUpDatabase) => void): string {
  mkdirSync(dirname(path), { recursive: true })
  const connection = new DatabaseSync(path)
  connection.exec(`pragma journal_mode = wal; ${schema}`)
  change({
    insert(table, columns) {
      const names = Object.keys(columns)
      const marks = names.map(() => '?').join(', ')
      connection
        .prepare(`insert or replace into ${table} (${names.join(', ')}) values (${marks})`)
        .run(...Object.values(columns))
    },
    run: (sql, ...values) => void connection.prepare(sql).run(...values),
  })
  connection.close()
  return path
}

export const storeSession = (id: string, more: Columns = {}): Columns => ({
  id,
  cwd: '/made/up/project',
  branch: 'main',
  created_at: iso(T0),
  updated_at: iso(T0),
  ...more,
})

export const storeRow = (id: number, session: string, used: Used, more: Columns = {}): Columns => ({
  id,
  session_id: session,
  model: 'gpt-5.2',
  input_tokens: used.input,
  output_tokens: used.output,
  cache_read_tokens: used.read ?? 0,
  cache_write_tokens: used.written ?? 0,
  reasoning_tokens: used.reasoning ?? 0,
  created_at: iso(T0 + id),
  ...more,
})

export const traceSpan = (id: string, session: string, used: Used, more: Columns = {}): Columns => ({
  span_id: id,
  trace_id: 'trace',
  name: 'chat gpt-5.2',
  start_time_ms: T0,
  end_time_ms: T0 + 1000,
  operation_name: 'chat',
  provider_name: 'github',
  conversation_id: 'conversation',
  request_model: 'gpt-5.2',
  response_model: 'gpt-5.2',
  input_tokens: used.input,
  output_tokens: used.output,
  cached_tokens: used.read ?? 0,
  reasoning_tokens: used.reasoning ?? 0,
  chat_session_id: session,
  ...more,
})
