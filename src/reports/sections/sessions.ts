import type { ReportSection } from '../../plugin-sdk/types.ts'
import { createSessionInfo } from '../../warehouse/queries/session-info.ts'
import { listedIn, queryPeriodEnd, querySessions } from '../../warehouse/queries/sessions.ts'
import type { CostFigures } from '../../warehouse/queries/costs.ts'
import type { ReportInput } from '../costs.ts'
import { lastFolder } from '../exported.ts'
import { itemOf } from '../sessions.ts'
import type { SessionItem } from '../sessions.ts'
import { addUp, amounts, amountsOfRow, dearestFirst, FIGURES, shortened, sumRow, table } from './amounts.ts'

/** Of nearly every id enough to tell sessions apart, and to ask `rimuru sessions show` for one. */
const SHOWN_ID = 13

/** The dearest sessions, each with the sub-agents that it started. */
export async function sessionsSection(input: ReportInput, totals: CostFigures, most: number): Promise<ReportSection> {
  const { db, scope, mode } = input
  await createSessionInfo(db, scope)
  const end = await queryPeriodEnd(db, scope)
  const items = (await querySessions(db, mode, listedIn(scope))).map((row) => itemOf(row, end))
  const byRoot = Map.groupBy(items, rootsOf(items))
  const name = shownIds([...byRoot.keys()])
  const families = [...byRoot].map(([id, family]) => {
    const root = family.find((item) => item.id === id) ?? family[0]!
    return {
      name: name(id),
      project: root.project === null ? null : lastFolder(root.project),
      branch: root.git_branch,
      ...family.map(amountsOfRow).reduce(addUp),
    }
  })
  const used = families.filter(({ total_tokens: tokens, requests }) => tokens + requests > 0).sort(dearestFirst)
  return table({
    id: 'sessions',
    title: 'Top sessions',
    note: items.length > families.length ? 'What sub-agents cost is counted with the session that started them.' : null,
    columns: [
      { key: 'name', label: 'Session', kind: 'text' },
      { key: 'project', label: 'Project', kind: 'text' },
      { key: 'branch', label: 'Branch', kind: 'text', detail: true },
      ...FIGURES.filter(({ key }) => key === 'requests' || key === 'total_tokens' || key === 'cost_usd'),
    ],
    rows: shortened(used, most).map((row) => ({ ...row })),
    totals: sumRow(used, amounts(totals)),
  })
}

/** The start of an id; the whole of it where another one starts the same, such as two of one year. */
function shownIds(ids: readonly string[]): (id: string) => string {
  const byStart = Map.groupBy(ids, (id) => id.slice(0, SHOWN_ID))
  return (id) => {
    const start = id.slice(0, SHOWN_ID)
    return byStart.get(start)?.length === 1 ? start : id
  }
}

/** The session at the top of those that started one another. */
function rootsOf(items: readonly SessionItem[]): (item: SessionItem) => string {
  const byId = new Map(items.map((item) => [item.id, item]))
  return (item) => {
    let root = item
    for (const seen = new Set<string>(); root.parent_id !== null && !seen.has(root.id);) {
      seen.add(root.id)
      const parent = byId.get(root.parent_id)
      if (!parent) break
      root = parent
    }
    return root.id
  }
}
