import { RimuruError } from '../core/errors.ts'
import type { Meter } from '../core/usage.ts'
import type { CostFigures } from '../warehouse/queries/costs.ts'
import {
  findSessions,
  isDescendantOf,
  isSession,
  querySessionFiles,
  querySessionModels,
} from '../warehouse/queries/session-family.ts'
import type { ModelFigures, SessionFile, SessionName } from '../warehouse/queries/session-family.ts'
import { createSessionInfo } from '../warehouse/queries/session-info.ts'
import { querySessionMeters } from '../warehouse/queries/session-meters.ts'
import { queryPeriodEnd, querySessions } from '../warehouse/queries/sessions.ts'
import { periodOf } from './costs.ts'
import type { PeriodBlock, PricesBlock, ReportInput } from './costs.ts'
import { pricesOf } from './prices.ts'
import { buildQuality } from './quality.ts'
import type { QualityBlock } from './quality.ts'
import { itemOf, sumOf } from './sessions.ts'
import type { SessionItem } from './sessions.ts'

export interface SessionDocument {
  readonly schema_version: 1
  readonly kind: 'session'
  readonly period: PeriodBlock
  /** Its own usage; `models` and `files` are of it alone. */
  readonly session: SessionItem
  readonly models: readonly ModelFigures[]
  /** What its agent keeps of it besides tokens. */
  readonly meters: readonly Meter[]
  /** What it spawned, and what those spawned, each with its own usage. */
  readonly subagents: readonly SessionItem[]
  /** The session and its sub-agents. */
  readonly totals: CostFigures
  readonly files: readonly SessionFile[]
  readonly quality: QualityBlock
  readonly prices: PricesBlock
}

export async function buildSession(input: ReportInput, start: string): Promise<SessionDocument> {
  const { db, scope, mode } = input
  await createSessionInfo(db, scope)
  const found = theOne(start, await findSessions(db, start, scope.agents))
  const end = await queryPeriodEnd(db, scope)
  const [own] = await querySessions(db, mode, isSession(found))
  const session = itemOf(own!, end)
  const subagents = (await querySessions(db, mode, isDescendantOf(found))).map((row) => itemOf(row, end))
  const quality = await buildQuality(db, scope, input.sources, mode)
  const period = await periodOf(db, scope)
  return {
    schema_version: 1,
    kind: 'session',
    period,
    session,
    models: await querySessionModels(db, mode, found),
    meters: await querySessionMeters(db, scope.roots, found),
    subagents,
    totals: sumOf([session, ...subagents]),
    files: await querySessionFiles(db, scope.roots, found),
    quality: quality.block,
    prices: await pricesOf(input, period),
  }
}

const MOST_CANDIDATES = 8

function theOne(start: string, found: readonly SessionName[]): SessionName {
  const [first] = found
  if (!first) {
    throw new RimuruError('E6001', `no session begins with "${start}"`, {
      hint: 'rimuru sessions list shows the ids there are',
    })
  }
  if (found.length === 1) return first
  const shown = found.slice(0, MOST_CANDIDATES).map(({ id, agent }) => `${id} (${agent})`)
  const more = found.length > MOST_CANDIDATES ? ` and ${found.length - MOST_CANDIDATES} more` : ''
  throw new RimuruError('E6001', `${found.length} sessions begin with "${start}": ${shown.join(', ')}${more}`, {
    hint: 'give more of the id, or the agent with --agent',
  })
}
