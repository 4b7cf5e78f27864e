import { addDays } from '../core/days.ts'
import type { Span } from '../core/calendar.ts'
import type { Money } from '../core/money.ts'
import { queryCosts } from '../warehouse/queries/costs.ts'
import type { CostRow } from '../warehouse/queries/costs.ts'
import type { Calendar } from '../warehouse/queries/group-keys.ts'
import { createScope } from '../warehouse/queries/scope.ts'
import type { Scope } from '../warehouse/queries/scope.ts'
import type { ReportInput } from './costs.ts'
import type { DailyCosts } from './digest/same-weekday.ts'
import { lastFolder } from './exported.ts'
import { moneyOf } from './sections/amounts.ts'

/** A usual day is learnt from eight weeks before. */
const HISTORY_DAYS = 63

export interface Series {
  readonly all: DailyCosts
  readonly agents: ReadonlyMap<string, DailyCosts>
  readonly projects: ReadonlyMap<string, DailyCosts>
  /** The first day of any usage. */
  readonly first: string | null
  /** By day, agent and project. */
  readonly rows: readonly CostRow[]
}

/** Asks about other days or other usage than the report's, and leaves its scope as it was. */
export async function within<Result>(
  { db, scope }: Pick<ReportInput, 'db' | 'scope'>,
  other: Partial<Scope>,
  ask: (scope: Scope) => Promise<Result>,
): Promise<Result> {
  const changed = { ...scope, ...other }
  await createScope(db, changed)
  try {
    return await ask(changed)
  } finally {
    await createScope(db, scope)
  }
}

/** Cost by day of the period and of the weeks before it. */
export async function querySeries(
  input: ReportInput,
  period: Span,
  calendar: Calendar,
  first: string | null,
): Promise<Series> {
  const { db, mode } = input
  const span = { since: addDays(period.since, -HISTORY_DAYS), until: period.until }
  const { rows } = await within(input, span, () => queryCosts(db, ['day', 'agent', 'project'], calendar, mode))
  const all = new Map<string, Money>()
  const agents = new Map<string, Map<string, Money>>()
  const projects = new Map<string, Map<string, Money>>()
  for (const row of rows) {
    const cost = moneyOf(row.cost_usd)
    const day = row.day!
    add(all, day, cost)
    add(seriesOf(agents, row.agent!), day, cost)
    add(seriesOf(projects, row.project ? (lastFolder(row.project) ?? row.project) : 'none'), day, cost)
  }
  return { all, agents, projects, first, rows }
}

function add(days: Map<string, Money>, day: string, cost: Money): void {
  days.set(day, (days.get(day) ?? 0n) + cost)
}

function seriesOf(all: Map<string, Map<string, Money>>, name: string): Map<string, Money> {
  const days = all.get(name) ?? new Map<string, Money>()
  all.set(name, days)
  return days
}
