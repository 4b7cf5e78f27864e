import type { Check } from '../core/checks.ts'
import { queryMeasured, queryVanished } from '../warehouse/queries/doctor.ts'
import type { Measured, Vanished } from '../warehouse/queries/doctor.ts'
import { queryUsedRates } from '../warehouse/queries/models.ts'
import type { UsedRate } from '../warehouse/queries/models.ts'
import { queryProblems } from '../warehouse/queries/quality.ts'
import type { FileProblem } from '../warehouse/queries/quality.ts'
import { queryRestatements } from '../warehouse/queries/restatements.ts'
import type { Restatement } from '../warehouse/queries/restatements.ts'
import { queryShortfalls } from '../warehouse/queries/shortfalls.ts'
import type { Shortfall } from '../warehouse/queries/shortfalls.ts'
import { queryAgentItems } from './agents.ts'
import type { AgentItem, AgentsInput } from './agents.ts'
import type { PricesBlock } from './costs.ts'
import { buildQuality } from './quality.ts'
import type { QualityBlock, QualityReport } from './quality.ts'

export interface DoctorDocument {
  readonly schema_version: 1
  readonly kind: 'doctor'
  /** Nothing was found that makes runs fail. */
  readonly ok: boolean
  readonly counts: { readonly ok: number; readonly warn: number; readonly fail: number }
  readonly checks: readonly Check[]
  /** null where the warehouse could not be opened. */
  readonly quality: QualityBlock | null
  readonly prices: PricesBlock | null
}

/** What the data itself tells. */
export interface Findings {
  readonly quality: QualityReport
  readonly problems: readonly FileProblem[]
  readonly vanished: Vanished
  readonly measured: Measured
  readonly shortfalls: readonly Shortfall[]
  readonly restatements: readonly Restatement[]
  readonly rates: readonly UsedRate[]
  readonly prices: PricesBlock
  readonly agents: readonly AgentItem[]
}

const MOST_PROBLEMS = 10_000

export async function findOut(input: AgentsInput): Promise<Findings> {
  const { db, scope, sources, book, mode } = input
  const isAsked = ({ agent }: { agent: string }): boolean => scope.agents.length === 0 || scope.agents.includes(agent)
  return {
    quality: await buildQuality(db, scope, sources, mode),
    problems: await queryProblems(db, scope, MOST_PROBLEMS),
    vanished: await queryVanished(db, scope),
    measured: await queryMeasured(db),
    shortfalls: (await queryShortfalls(db)).filter(isAsked),
    restatements: (await queryRestatements(db, scope.roots)).filter(isAsked),
    rates: await queryUsedRates(db),
    prices: { version: book.version, as_of: book.asOf },
    agents: await queryAgentItems(input),
  }
}

export function doctorDocument(checks: readonly Check[], findings: Findings | null): DoctorDocument {
  const count = (status: Check['status']): number => checks.filter((check) => check.status === status).length
  const counts = { ok: count('ok'), warn: count('warn'), fail: count('fail') }
  return {
    schema_version: 1,
    kind: 'doctor',
    ok: counts.fail === 0,
    counts,
    checks,
    quality: findings?.quality.block ?? null,
    prices: findings?.prices ?? null,
  }
}
