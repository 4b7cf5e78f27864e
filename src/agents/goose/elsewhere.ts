import type { Database, DatabaseRow } from '../_shared/sqlite.ts'
import { textOf } from '../_shared/tokens.ts'
import type { Session } from './sessions.ts'

/** Goose can use another agent in place of a provider: these log what they use themselves, and it counts there. */
const OTHER_AGENTS: ReadonlySet<string> = new Set([
  'claude-code',
  'claude-acp',
  'codex',
  'codex-acp',
  'copilot',
  'copilot-acp',
  'copilot-cli',
])

/** The rule by which they are left out here. */
export const ELSEWHERE = 'logged by the agent that Goose ran'

export const isOtherAgent = (provider: string | null): boolean => provider !== null && OTHER_AGENTS.has(provider)

/** Each answer tells who gave it. */
const ANSWERS = `
  select session_id, json_extract(metadata_json, '$.inference.provider') as provider,
    json_extract(metadata_json, '$.usage.inputTokens') as input, json_extract(metadata_json, '$.usage.outputTokens') as output
  from messages
  where role = 'assistant' and json_valid(metadata_json)`

/**
 * Which rows of the ledger another agent has logged. A row does not name its provider and a session only its last one;
 * where that is another agent, the answer with the same tokens tells who really gave it.
 */
export function loggedElsewhere(
  database: Database,
  sessions: ReadonlyMap<string, Session>,
): (row: DatabaseRow) => boolean {
  const doubtful = new Set([...sessions.values()].filter(({ provider }) => isOtherAgent(provider)).map(({ id }) => id))
  if (doubtful.size === 0) return () => false
  const byProvider = new Set<string>()
  if (database.columns('messages').has('metadata_json')) {
    for (const row of database.rows(ANSWERS)) {
      const provider = textOf(row.provider)
      if (provider !== null && !isOtherAgent(provider)) byProvider.add(keyOf(row.session_id, row.input, row.output))
    }
  }
  return (row) =>
    doubtful.has(String(row.session_id)) && !byProvider.has(keyOf(row.session_id, row.input_tokens, row.output_tokens))
}

const keyOf = (...parts: unknown[]): string => parts.join('\0')
