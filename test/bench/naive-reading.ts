import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { addTokens, noTokens } from '../../bench/generator/truth.ts'
import type { Tokens } from '../../bench/generator/truth.ts'

/* The plainest reading that is right: every line parsed, everything kept in maps. It shares no code with the readers it is compared with. */

// Foreign JSON: the naive reading follows it without a schema.
// oxlint-disable-next-line typescript/no-explicit-any
type Row = any

const rowsOf = (path: string): Row[] =>
  readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))

const logsUnder = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => join(folder, name))

export function readClaude(home: string) {
  const responses = new Map<string, Tokens>()
  const ofSession = new Map<string, Set<string>>()
  const costStates = new Map<string, Tokens>()
  for (const row of logsUnder(join(home, '.claude/projects')).flatMap(rowsOf)) {
    if (row.type === 'cost-state') costStates.set(row.sessionId, costStateTokens(row))
    if (row.type !== 'assistant' || row.message.model === '<synthetic>') continue
    const key = `${row.message.id} ${row.requestId}`
    const tokens = claudeTokens(row.message.usage)
    const known = responses.get(key)
    if (known === undefined || tokens.output_tokens >= known.output_tokens) responses.set(key, tokens)
    ofSession.set(row.sessionId, (ofSession.get(row.sessionId) ?? new Set()).add(key))
  }
  const spentBySession = new Map(
    [...ofSession].map(([session, keys]) => [
      session,
      { ...sum([...keys].map((key) => responses.get(key)!)), requests: 0 },
    ]),
  )
  return { tokens: sum([...responses.values()]), costStates, spentBySession }
}

function claudeTokens(usage: Row): Tokens {
  const hour = usage.cache_creation?.ephemeral_1h_input_tokens ?? 0
  return {
    requests: 1,
    input_tokens: usage.input_tokens,
    output_tokens: usage.output_tokens,
    cache_read_tokens: usage.cache_read_input_tokens,
    cache_write_5m_tokens: usage.cache_creation_input_tokens - hour,
    cache_write_1h_tokens: hour,
    reasoning_tokens: usage.output_tokens_details?.thinking_tokens ?? 0,
  }
}

const costStateTokens = (row: Row): Tokens =>
  sum(
    Object.values<Row>(row.modelUsage).map((used) => ({
      requests: 0,
      input_tokens: used.inputTokens,
      output_tokens: used.outputTokens,
      cache_read_tokens: used.cacheReadInputTokens,
      cache_write_5m_tokens: used.cacheCreationEphemeral5mInputTokens,
      cache_write_1h_tokens: used.cacheCreationEphemeral1hInputTokens,
      reasoning_tokens: used.thinkingTokens,
    })),
  )

export function readCodex(home: string) {
  const files = logsUnder(join(home, '.codex/sessions')).map(rowsOf)
  return {
    tokens: sum(
      files.flatMap((rows) => (rows.some((row) => row.type === 'token_usage_record') ? recorded(rows) : counted(rows))),
    ),
  }
}

const recorded = (rows: Row[]): Tokens[] =>
  rows.filter((row) => row.type === 'token_usage_record').map((row) => codexTokens(row.payload.usage))

/** Without usage records: what the running total grew by, except in turns older than the thread, which a fork copied. */
function counted(rows: Row[]): Tokens[] {
  const out: Tokens[] = []
  const started = timeOf(rows[0].payload.id)
  let [turn, before] = ['', '']
  for (const { type, payload } of rows) {
    if (payload.turn_id !== undefined) turn = payload.turn_id
    if (type !== 'event_msg' || payload.type !== 'token_count' || payload.info === null) continue
    const total = JSON.stringify(payload.info.total_token_usage)
    if (total !== before && timeOf(turn) >= started) out.push(codexTokens(payload.info.last_token_usage))
    before = total
  }
  return out
}

const timeOf = (uuidV7: string): number => Number.parseInt(uuidV7.replace('-', '').slice(0, 12), 16)

function codexTokens(usage: Row): Tokens {
  const written = usage.cache_write_input_tokens ?? 0
  return {
    requests: 1,
    input_tokens: usage.input_tokens - usage.cached_input_tokens - written,
    output_tokens: usage.output_tokens,
    cache_read_tokens: usage.cached_input_tokens,
    cache_write_5m_tokens: written,
    cache_write_1h_tokens: 0,
    reasoning_tokens: usage.reasoning_output_tokens,
  }
}

const sum = (parts: Tokens[]): Tokens => parts.reduce((total, part) => addTokens(total, part), noTokens())
