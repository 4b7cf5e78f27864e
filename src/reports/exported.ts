import type { Session } from '../plugin-sdk/types.ts'
import { streamCostRecords } from '../warehouse/queries/cost-records.ts'
import { createSessionInfo } from '../warehouse/queries/session-info.ts'
import { listedIn, queryPeriodEnd, streamSessions } from '../warehouse/queries/sessions.ts'
import type { ReportInput } from './costs.ts'
import { itemOf } from './sessions.ts'
import type { SessionItem } from './sessions.ts'

/** Rows for an exporter, each as its JSON text: what is above a project's folder does not leave the warehouse. */
export const exportedCosts = ({ db, mode }: ReportInput): AsyncGenerator<readonly string[]> =>
  streamCostRecords(db, mode)

export async function* exportedSessions({ db, scope, mode }: ReportInput): AsyncGenerator<readonly string[]> {
  await createSessionInfo(db, scope)
  const end = await queryPeriodEnd(db, scope)
  for await (const rows of streamSessions(db, mode, listedIn(scope))) {
    yield rows.map((row) => JSON.stringify(sessionOf(itemOf(row, end))))
  }
}

export const sessionOf = (item: SessionItem): Session => ({
  id: item.id,
  agent_id: item.agent,
  parent_id: item.parent_id,
  project: item.project === null ? null : lastFolder(item.project),
  git_branch: item.git_branch,
  status: item.status,
  started_at: item.started_at,
  ended_at: item.ended_at,
  models: item.models,
  requests: item.requests,
  input_tokens: item.input_tokens,
  output_tokens: item.output_tokens,
  cache_read_tokens: item.cache_read_tokens,
  cache_write_5m_tokens: item.cache_write_5m_tokens,
  cache_write_1h_tokens: item.cache_write_1h_tokens,
  reasoning_tokens: item.reasoning_tokens,
  total_tokens: item.total_tokens,
  cost_usd: item.cost_usd,
  unpriced_requests: item.unpriced_requests,
})

/** Null for a path that names no folder, such as a root. */
export const lastFolder = (path: string): string | null => /([^/\\]+)[/\\]*$/.exec(path)?.[1] ?? null
