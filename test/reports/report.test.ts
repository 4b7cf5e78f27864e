import { describe, expect, it, onTestFinished } from 'vitest'
import { SECTIONS } from '../../src/config/job-types.ts'
import { resolveConfig } from '../../src/config/settings.ts'
import { addDays } from '../../src/core/days.ts'
import { openReport } from '../../src/pipeline/report.ts'
import { discoverSources } from '../../src/pipeline/surroundings.ts'
import type { Report, ReportSection, Session } from '../../src/plugin-sdk/types.ts'
import { exportedSessions } from '../../src/reports/exported.ts'
import { buildReport } from '../../src/reports/report.ts'
import type { ReportBudget } from '../../src/reports/sections/budgets.ts'
import { usd } from '../helpers/daily-costs.ts'
import { tempFolder } from '../helpers/folders.ts'
import { DEMO_HOME, homeWith } from '../helpers/homes.ts'
import type { MadeUp } from '../helpers/homes.ts'

const CALENDAR = { timezone: 'UTC', weekStart: 1, monthStart: 1 }
const FILTERS = { agents: [], models: [], projects: [], branches: [], timezone: 'UTC' }

interface Asked {
  readonly since: string
  readonly until?: string
  readonly top?: number
  readonly budgets?: readonly ReportBudget[]
}

async function opened(home: string, { since, until = since }: Asked) {
  const settings = resolveConfig(null)
  const env = { HOME: home, RIMURU_HOME: tempFolder() }
  const sources = discoverSources(settings, env)
  const report = await openReport({ settings, env, filters: { ...FILTERS, since, until }, sources })
  onTestFinished(() => report.close())
  return { ...report, mode: 'calculate' as const }
}

async function reportOf(home: string, asked: Asked): Promise<Report> {
  const { top = 10, budgets = [] } = asked
  const plan = {
    title: null,
    job: null,
    sections: SECTIONS,
    top,
    budgets,
    restated: [],
    subscriptions: [],
    today: '2026-11-20',
  }
  return (await buildReport(await opened(home, asked), CALENDAR, plan)).report
}

const sectionOf = (report: Report, id: string): ReportSection => report.sections.find((section) => section.id === id)!

const noteOf = (report: Report, id: string): string | null => report.figures.find((figure) => figure.id === id)!.note

const at = (day: string, request: Omit<MadeUp, 'time'>): MadeUp => ({ time: `${day}T10:00:00.000Z`, ...request })

/** claude-sonnet-4-5 costs 3 and 15 dollars a million tokens: this is 0.30. */
const THIRTY_CENTS = { input: 100_000, output: 0 }

/** Thirty cents on each of four Thursdays, and on the fifth six dollars, ten cents for a new model, and one without a price. */
const HISTORY = [
  ...['2026-10-22', '2026-10-29', '2026-11-05', '2026-11-12'].map((day) => at(day, THIRTY_CENTS)),
  at('2026-11-19', { input: 0, output: 400_000 }),
  at('2026-11-19', { model: 'claude-haiku-4-5', cwd: '/code/web', session: 'web', input: 100_000, output: 0 }),
  at('2026-11-19', { model: 'made-up-model', cwd: '/code/lab', session: 'lab', input: 1000, output: 100 }),
]
const THURSDAY = { since: '2026-11-19' }

const budget = (state: string, message: string): ReportBudget => ({
  name: 'team',
  everything: true,
  period: { since: '2026-11-01', until: '2026-11-30' },
  amount: usd('10'),
  spent: usd('6.7'),
  used_percent: '67.0',
  forecast: null,
  state,
  message,
  unpriced_requests: 0,
  days: new Map(),
  through: '2026-11-19',
})

describe('the figures of a report', () => {
  it('compare a day with its weekday, and the month with its budget and its end', async () => {
    const report = await reportOf(homeWith(HISTORY), { ...THURSDAY, budgets: [budget('ok', 'fine')] })
    expect(report.title).toBe('AI coding agent costs, Thursday, 19 November 2026')
    expect(report.figures.map(({ id, value }) => [id, value])).toEqual([
      ['cost', '6.1'],
      ['month', '6.7'],
      ['requests', 3],
      ['sessions', 3],
      ['tokens', 501_100],
    ])
    expect(noteOf(report, 'cost')).toBe('20.3 times the median of the last 4 Thursdays, $0.30')
    // One more Thursday is to come, which costs as much as the one in the middle of the five before it.
    expect(noteOf(report, 'month')).toBe('67.0 % of the budget of $10.00, forecast $7.00 ($7.00 to $7.00)')
  })

  it('know the budget of the month from that of a week or a day that begins with it', async () => {
    const home = homeWith([at('2026-06-02', THIRTY_CENTS)])
    const spent = { ...budget('ok', 'fine'), through: '2026-06-02' }
    const week = { ...spent, name: 'week', used_percent: '90.0', period: { since: '2026-06-01', until: '2026-06-07' } }
    const month = { ...spent, period: { since: '2026-06-01', until: '2026-06-30' } }
    const noteWith = async (budgets: ReportBudget[]) =>
      noteOf(await reportOf(home, { since: '2026-06-02', budgets }), 'month')
    expect(await noteWith([week])).toBeNull()
    expect(await noteWith([week, month])).toBe('67.0 % of the budget of $10.00')
  })

  it('compare a week with the one before it, and say nothing where that is not whole', async () => {
    const home = homeWith(HISTORY)
    expect(noteOf(await reportOf(home, { since: '2026-11-09', until: '2026-11-15' }), 'cost')).toBe(
      'as much as 2 to 8 November 2026, $0.30',
    )
    expect(noteOf(await reportOf(home, { since: '2026-11-13', until: '2026-11-19' }), 'cost')).toBe(
      '20.3 times 6 to 12 November 2026, $0.30',
    )
    expect(noteOf(await reportOf(home, { since: '2026-10-22', until: '2026-11-19' }), 'cost')).toBeNull()
  })

  it('say of what a period is compared with that it is a lower bound, where something in it has no price', async () => {
    const home = homeWith([...HISTORY, at('2026-11-24', THIRTY_CENTS)])
    expect(noteOf(await reportOf(home, { since: '2026-11-23', until: '2026-11-29' }), 'cost')).toBe(
      '95.1 % less than 16 to 22 November 2026, at least $6.10',
    )
  })

  it('say what a cost leaves out, that of the month also where the day leaves out nothing', async () => {
    const home = homeWith([...HISTORY, at('2026-11-20', THIRTY_CENTS)])
    const { figures, totals, sections } = await reportOf(home, { since: '2026-11-20', until: '2026-11-20' })
    expect(figures.slice(0, 2).map(({ id, leaves_out }) => [id, leaves_out])).toEqual([
      ['cost', 0],
      ['month', 1],
    ])
    expect(totals.unpriced_requests).toBe(0)
    const days = sections.find(({ id }) => id === 'days')!
    expect(days.columns.at(-1)).toMatchObject({ key: 'cost_usd', leaves_out: 'unpriced_requests' })
    expect(days.rows.map(({ name, unpriced_requests }) => [name, unpriced_requests])).toEqual([
      ['2026-11-19', 1],
      ['2026-11-20', 0],
    ])
    expect(days.totals).toMatchObject({ unpriced_requests: 1 })
  })

  it('say of a cost that is not known at all that it is not', async () => {
    const report = await reportOf(homeWith(HISTORY.slice(-1)), THURSDAY)
    expect(report.figures[0]).toMatchObject({ value: '0', note: 'Nothing in it has a known price.' })
  })
})

describe('the highlights', () => {
  it('are budgets, unusual days with what made them so, and new models', async () => {
    const alarm = budget('alarm', 'team has reached its alarm at 60 %')
    const { highlights, warnings } = await reportOf(homeWith(HISTORY), { ...THURSDAY, budgets: [alarm] })
    expect(highlights).toEqual([
      { level: 'critical', text: 'Budget team has reached its alarm at 60 %.' },
      {
        level: 'warning',
        text: 'Thursday, 19 November 2026, cost $6.10: 20.3 times the usual $0.30, most of it for app.',
      },
      { level: 'info', text: 'First use of claude-haiku-4-5: $0.10.' },
      { level: 'info', text: 'First use of made-up-model.' },
    ])
    expect(warnings).toEqual(['No price is known for made-up-model: 1 request with 1,100 tokens is not in the cost.'])
  })

  it('do not take a project that is called all for everything', async () => {
    const inAll = HISTORY.map((request) => ({ cwd: '/code/all', ...request }))
    const report = await reportOf(homeWith(inAll), THURSDAY)
    expect(report.highlights[0]!.text).toBe(
      'Thursday, 19 November 2026, cost $6.10: 20.3 times the usual $0.30, most of it for all.',
    )
    expect(report.highlights.filter(({ level }) => level === 'warning')).toHaveLength(1)
    expect(sectionOf(report, 'anomalies').rows.map(({ name }) => name)).toEqual(['everything', 'all'])
  })

  it('begin a sentence of a budget that nobody knows', async () => {
    const unknown = budget('unknown', 'whether team is within its budget is unknown')
    const { highlights } = await reportOf(homeWith(HISTORY.slice(0, 4)), { since: '2026-11-12', budgets: [unknown] })
    expect(highlights).toEqual([{ level: 'warning', text: 'Whether team is within its budget is unknown.' }])
  })

  it('are the largest change where no day is unusual', async () => {
    const requests = [at('2026-11-12', { input: 0, output: 100_000 }), at('2026-11-19', THIRTY_CENTS)]
    const { highlights } = await reportOf(homeWith(requests), THURSDAY)
    expect(highlights).toEqual([
      {
        level: 'info',
        text: 'The largest change from Thursday, 12 November 2026: app cost $1.20 less (cheaper mix of models and tokens).',
      },
    ])
  })
})

describe('the section', () => {
  it('of days has the week up to a day, and the days of anything longer', async () => {
    const home = homeWith(HISTORY)
    const week = sectionOf(await reportOf(home, { since: '2026-11-18' }), 'days')
    // On the day itself nothing was used, so there is nothing to tell.
    expect(week).toBeUndefined()
    const day = sectionOf(await reportOf(homeWith([...HISTORY, at('2026-11-13', THIRTY_CENTS)]), THURSDAY), 'days')
    expect(day.title).toBe('The last 7 days')
    expect(day.rows.map(({ name, requests, cost_usd }) => [name, requests, cost_usd])).toEqual([
      ['2026-11-13', 1, '0.3'],
      ['2026-11-19', 3, '6.1'],
    ])
    expect(day.totals).toMatchObject({ name: 'Total', requests: 4, cost_usd: '6.4' })
    const month = sectionOf(await reportOf(home, { since: '2026-11-01', until: '2026-11-30' }), 'days')
    expect(month.title).toBe('By day')
    expect(month.rows.map(({ name }) => name)).toEqual(['2026-11-05', '2026-11-12', '2026-11-19'])
  })

  it('of what changed takes a change apart', async () => {
    const { rows, totals, note, columns } = sectionOf(await reportOf(homeWith(HISTORY), THURSDAY), 'movers')
    expect(columns.filter(({ signed }) => signed).map(({ key, difference_of }) => [key, difference_of])).toEqual([
      ['change_usd', ['after_usd', 'before_usd']],
      ['volume_usd', ['change_usd', 'mix_usd', 'price_usd']],
      ['mix_usd', undefined],
      ['price_usd', undefined],
    ])
    // Four times the tokens at the old price are 0.90 more; that they are written and not read makes up the rest.
    expect(rows).toEqual([
      {
        name: 'app',
        before_usd: '0.3',
        after_usd: '6',
        change_usd: '5.7',
        volume_usd: '0.9',
        mix_usd: '4.8',
        price_usd: '0',
        reason: 'dearer mix of models and tokens',
      },
      {
        name: 'web',
        before_usd: '0',
        after_usd: '0.1',
        change_usd: '0.1',
        volume_usd: '0.1',
        mix_usd: '0',
        price_usd: '0',
        reason: 'nothing before',
      },
    ])
    expect(totals).toMatchObject({ before_usd: '0.3', after_usd: '6.1', change_usd: '5.8', volume_usd: '1' })
    expect(note).toBe(
      'Compared with Thursday, 12 November 2026. A change comes from volume (more or fewer tokens, at the prices before) and the mix (dearer or cheaper models and tokens).',
    )
  })

  it('of what changed does not take what has no price for nothing', async () => {
    const unpriced = { model: 'made-up-model', input: 1000 }
    const reasonsOf = async (requests: readonly MadeUp[]) =>
      sectionOf(await reportOf(homeWith(requests), THURSDAY), 'movers').rows.map(({ name, reason }) => [name, reason])
    const [before, now] = ['2026-11-12', '2026-11-19']
    expect(
      await reasonsOf([
        at(before, { ...THIRTY_CENTS, cwd: '/code/a' }),
        at(now, { ...unpriced, cwd: '/code/a' }),
        at(before, { ...unpriced, cwd: '/code/b' }),
        at(now, { ...THIRTY_CENTS, cwd: '/code/b' }),
        at(now, { ...unpriced, cwd: '/code/c' }),
        at(now, { ...THIRTY_CENTS, cwd: '/code/c' }),
        at(before, { ...unpriced, cwd: '/code/d' }),
        at(now, { ...unpriced, cwd: '/code/d' }),
      ]),
    ).toEqual([
      ['a', 'no price is known now'],
      ['b', 'no price was known before'],
      ['c', 'nothing before; some of it has no price'],
    ])
  })

  it('of unusual days has all of it first, then what it was made of', async () => {
    const { rows } = sectionOf(await reportOf(homeWith(HISTORY), THURSDAY), 'anomalies')
    expect(rows).toEqual([
      { day: '2026-11-19', name: 'everything', times: '20.3', expected_usd: '0.3', cost_usd: '6.1' },
      { day: '2026-11-19', name: 'app', times: '20.0', expected_usd: '0.3', cost_usd: '6' },
    ])
  })

  it('of unusual days has them in their order, not the dearest first', async () => {
    const weeks = ['2026-10-21', '2026-10-28', '2026-11-04', '2026-11-11']
    const usual = weeks.flatMap((day) => [at(day, THIRTY_CENTS), at(addDays(day, 1), THIRTY_CENTS)])
    const unusual = [at('2026-11-18', { input: 2_000_000 }), at('2026-11-19', { input: 4_000_000 })]
    const report = await reportOf(homeWith([...usual, ...unusual]), { since: '2026-11-16', until: '2026-11-22' })
    expect(sectionOf(report, 'anomalies').rows.map(({ day }) => day)).toEqual(['2026-11-18', '2026-11-19'])
  })

  it('of new models and of those without a price names them', async () => {
    const report = await reportOf(homeWith(HISTORY), THURSDAY)
    expect(sectionOf(report, 'new-models').rows).toEqual([
      {
        name: 'claude-haiku-4-5',
        first_day: '2026-11-19',
        requests: 1,
        total_tokens: 100_000,
        cost_usd: '0.1',
        unpriced_requests: 0,
      },
      {
        name: 'made-up-model',
        first_day: '2026-11-19',
        requests: 1,
        total_tokens: 1100,
        cost_usd: null,
        unpriced_requests: 1,
      },
    ])
    expect(sectionOf(report, 'unpriced')).toMatchObject({
      note: 'No price is known for these, and none is guessed. Their cost is missing above.',
      rows: [{ name: 'made-up-model', requests: 1, total_tokens: 1100 }],
    })
  })

  it('of models sums up those at the end, and draws only what has a price', async () => {
    const { rows, chart } = sectionOf(await reportOf(homeWith(HISTORY), { ...THURSDAY, top: 1 }), 'models')
    expect(rows.map(({ name, cost_usd }) => [name, cost_usd])).toEqual([
      ['claude-sonnet-4-5', '6'],
      ['2 others', '0.1'],
    ])
    expect(chart?.alt).toBe(
      'Share of the cost by model: claude-sonnet-4-5 $6.00 (98.4%), claude-haiku-4-5 $0.10 (1.6%).',
    )
  })

  it('of sessions shows so much of an id that no two look the same', async () => {
    const sessions = ['exported-2026-11-04', 'exported-2026-11-11', 'b99da114-58f1-4a82-879b-5145a02b93ff']
    const requests = sessions.map((session) => at('2026-11-19', { session, input: 1000 }))
    const { rows } = sectionOf(await reportOf(homeWith(requests), THURSDAY), 'sessions')
    expect(rows.map(({ name }) => name).toSorted()).toEqual([
      'b99da114-58f1',
      'exported-2026-11-04',
      'exported-2026-11-11',
    ])
  })

  it('of sessions counts sub-agents with the session that started them', async () => {
    const report = await reportOf(DEMO_HOME, THURSDAY)
    const { columns, rows, note } = sectionOf(report, 'sessions')
    expect(columns.map(({ key }) => key)).toEqual(['name', 'project', 'branch', 'requests', 'total_tokens', 'cost_usd'])
    const sessions: Session[] = []
    for await (const batch of exportedSessions(await opened(DEMO_HOME, THURSDAY))) {
      for (const text of batch) sessions.push(JSON.parse(text) as Session)
    }
    const [child] = sessions.filter(({ parent_id: parent }) => parent !== null)
    const parent = sessions.find(({ id }) => id === child!.parent_id)!
    expect(rows.map(({ name, requests }) => [name, requests])).toEqual([
      [parent.id.slice(0, 13), 66],
      ['8008e4af-babd', 7],
      ['ses_cdac7e013', 8],
      ['exported-2026', 9],
      ['01a1f2da-083b', 21],
    ])
    expect(child!.requests).toBeGreaterThan(0)
    expect(parent.requests + child!.requests).toBe(66)
    expect(note).toBe('What sub-agents cost is counted with the session that started them.')
  })

  it('of meters has what agents keep beside tokens, in its days, and is left out where there is none', async () => {
    const { rows, note } = sectionOf(await reportOf(DEMO_HOME, THURSDAY), 'meters')
    expect(note).toBe('As the agents themselves keep it. None of it is in the cost.')
    expect(rows.map(({ name, unit, amount }) => [name, unit, amount])).toEqual([
      ['copilot', 'credits', '18.655395'],
      ['copilot', 'lines added', '77'],
      ['copilot', 'lines removed', '19'],
      ['copilot', 'premium requests', '1'],
      ['cursor', 'lines added', '86'],
      ['cursor', 'lines removed', '10'],
    ])
    const other = await reportOf(homeWith(HISTORY), THURSDAY)
    expect(other.sections.map(({ id }) => id)).not.toContain('meters')
  })
})

it('a report of days without usage is its figures and its budgets', async () => {
  const report = await reportOf(homeWith(HISTORY), { since: '2026-11-14', budgets: [budget('ok', 'fine')] })
  expect(report.sections.map(({ id }) => id)).toEqual(['budgets'])
  expect(report.figures.map(({ id, value }) => [id, value])).toEqual([
    ['cost', '0'],
    ['month', '0.6'],
    ['requests', 0],
    ['sessions', 0],
    ['tokens', 0],
  ])
  expect(report.highlights).toEqual([])
})
