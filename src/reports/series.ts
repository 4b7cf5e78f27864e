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

/** The period and the weeks before it. */
export const historyOf = (period: Span): Span => ({
  since: addDays(period.since, -HISTORY_DAYS),
  until: period.until,
})

/** Usage and cost by day, agent and project. */
export async function queryDays(input: ReportInput, span: Span, calendar: Calendar): Promise<readonly CostRow[]> {
  const by = ['day', 'agent', 'project'] as const
  return within(input, span, async () => (await queryCosts(input.db, by, calendar, input.mode)).rows)
}

/** Of days that reach back far enough those that matter to a report of the period. */
export function seriesOf(days: readonly CostRow[], period: Span, first: string | null): Series {
  const { since, until } = historyOf(period)
  const rows = days.filter(({ day }) => day! >= since && day! <= until)
  const all = new Map<string, Money>()
  const agents = new Map<string, Map<string, Money>>()
  const projects = new Map<string, Map<string, Money>>()
  for (const row of rows) {
    const cost = moneyOf(row.cost_usd)
    const day = row.day!
    add(all, day, cost)
    add(seriesIn(agents, row.agent!), day, cost)
    add(seriesIn(projects, row.project ? (lastFolder(row.project) ?? row.project) : 'none'), day, cost)
  }
  return { all, agents, projects, first, rows }
}

function add(days: Map<string, Money>, day: string, cost: Money): void {
  days.set(day, (days.get(day) ?? 0n) + cost)
}

function seriesIn(all: Map<string, Map<string, Money>>, name: string): Map<string, Money> {
  const days = all.get(name) ?? new Map<string, Money>()
  all.set(name, days)
  return days
}
