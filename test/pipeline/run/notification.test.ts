import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseMoney } from '../../../src/core/money.ts'
import type { RunContext, RunState } from '../../../src/pipeline/run/context.ts'
import { alertMessage, alertsOf, digestOf, keyOf } from '../../../src/pipeline/run/notification.ts'
import type { Alert } from '../../../src/pipeline/run/notification.ts'
import { tempFolder, writeText } from '../../helpers/folders.ts'

const MONTH = { since: '2026-11-01', until: '2026-11-30' }
const usd = (text: string): bigint => parseMoney(text)!

interface Told {
  readonly budgets?: readonly object[]
  readonly anomalies?: readonly object[]
  readonly report?: object
  readonly outputs?: readonly string[]
  readonly config?: string
  readonly env?: Readonly<Record<string, string>>
}

const budget = (name: string, state: string, given: object = {}) => ({
  name,
  state,
  period: MONTH,
  amount: usd('27'),
  spent: usd('23.18'),
  used_percent: '85.8',
  threshold: state === 'ok' ? null : '80',
  message: `${name} is ${state}`,
  ...given,
})

const unusual = (name: string | null, day: string, excess = '40') => ({
  name,
  day,
  cost: usd('50'),
  expected: usd('10'),
  excess: usd(excess),
  times: '5.0',
})

function run({ budgets = [], anomalies = [], report = {}, outputs, config, env = {} }: Told = {}) {
  const root = tempFolder()
  const configDir = join(root, 'costs')
  mkdirSync(join(root, '.git'))
  const configPath = config === undefined ? null : writeText(join(configDir, 'rimuru.config.ts'), config)
  const evaluated = {
    totals: { cost_usd: '6.9149', requests: 87 },
    report: { figures: [], highlights: [], warnings: [], ...report },
    budgets,
    anomalies,
  }
  const context = {
    job: { name: 'night', timezone: 'UTC', publish: { folder: 'reports' } },
    configPath,
    configDir,
    env,
  }
  const state = {
    evaluated,
    period: { since: '2026-11-19', until: '2026-11-19' },
    label: '2026-11-19',
    outputs: outputs?.map((path) => ({ path })),
  }
  return [context as unknown as RunContext, state as unknown as Required<RunState>] as const
}

const alerts = (told: Told): Alert[] => alertsOf(run(told)[1].evaluated)

describe('the digest', () => {
  it('says what it cost and what to know of it', () => {
    const report = {
      figures: [
        { label: 'Cost', note: '12 % more than usual' },
        { label: 'Requests', note: null },
      ],
      highlights: [{ text: 'First use of claude-opus-4-5: $1.00.' }],
      warnings: ['3 lines could not be read'],
    }
    expect(digestOf(...run({ report }))).toMatchObject({
      title: '$6.91 for AI coding agents, Thursday, 19 November 2026',
      message: 'Cost: 12 % more than usual\nFirst use of claude-opus-4-5: $1.00.\n3 lines could not be read',
      level: 'info',
      metadata: { kind: 'digest', job: 'night', period: { since: '2026-11-19', until: '2026-11-19', timezone: 'UTC' } },
    })
  })

  it('has a star at a number that leaves something out', () => {
    const [context, state] = run()
    const totals = { ...state.evaluated.totals, unpriced_requests: 2 }
    const { title } = digestOf(context, { ...state, evaluated: { ...state.evaluated, totals } })
    expect(title).toBe('$6.91* for AI coding agents, Thursday, 19 November 2026')
  })

  it.each([
    ['info', { budgets: [budget('team', 'ok')] }],
    ['warning', { budgets: [budget('team', 'warn')] }],
    ['warning', { budgets: [budget('team', 'unknown')] }],
    ['warning', { anomalies: [unusual(null, '2026-11-19')] }],
    ['critical', { budgets: [budget('ci', 'warn'), budget('team', 'alarm')], anomalies: [] }],
  ])('is of the level %s: %#', (level, told) => {
    expect(digestOf(...run(told)).level).toBe(level)
  })

  it('names the page by its path in the repository, with its address where a workflow runs', () => {
    const outputs = ['README.md', 'night/2026-11-19/report.html', 'night/2026-11-19/report.md']
    const path = 'costs/reports/night/2026-11-19/report.md'
    expect(digestOf(...run({ outputs })).metadata).toMatchObject({ report_path: path, url: null })
    const env = { GITHUB_SERVER_URL: 'https://github.com', GITHUB_REPOSITORY: 'a/b', GITHUB_REF_NAME: 'main' }
    expect(digestOf(...run({ outputs, env })).metadata).toMatchObject({
      url: `https://github.com/a/b/blob/main/${path}`,
    })
    expect(digestOf(...run({ outputs: ['README.md'], env })).metadata).toMatchObject({ report_path: null, url: null })
    expect(digestOf(...run({ env })).metadata).toMatchObject({ report_path: null, url: null })
  })

  it('points to the line of the config that a budget is on', () => {
    const config = [
      "import { defineConfig } from '#rimuru'",
      'export default defineConfig({',
      '  version: 1,',
      "  plugins: { slack: { config: { name: 'team' } } },",
      '  budgets: [',
      "    { name: 'team-a', amount: 1, period: 'day' },",
      "    { 'name': 'team', amount: 27, period: 'month' },",
      '  ],',
      '})',
    ].join('\n')
    const told = { config, budgets: [budget('team', 'warn'), budget('team-a', 'ok'), budget('gone', 'ok')] }
    const file = 'costs/rimuru.config.ts'
    expect(digestOf(...run(told)).metadata.budgets).toMatchObject([
      { name: 'team', state: 'warn', amount_usd: '27', spent_usd: '23.18', file, line: 7 },
      { name: 'team-a', file, line: 6 },
      { name: 'gone', file, line: null },
    ])
    expect(digestOf(...run({ budgets: [budget('team', 'ok')] })).metadata.budgets).toMatchObject([
      { file: null, line: null },
    ])
  })
})

describe('alerts', () => {
  it('are there for budgets that do not hold, each step of them once a period', () => {
    const told = {
      budgets: [
        budget('fine', 'ok'),
        budget('team', 'warn'),
        budget('ci', 'alarm', { threshold: '100' }),
        budget('lost', 'unknown', { threshold: null }),
      ],
    }
    expect(alerts(told)).toEqual([
      { subject: 'budget team 2026-11-01 warn 80', level: 'warning', text: 'team is warn' },
      { subject: 'budget ci 2026-11-01 alarm 100', level: 'critical', text: 'ci is alarm' },
      { subject: 'budget lost 2026-11-01 unknown', level: 'warning', text: 'lost is unknown' },
    ])
  })

  it('are there for unusual days, once where all usage explains those of a project', () => {
    const day = '2026-11-19'
    const told = { anomalies: [unusual(null, day), unusual('shop', day, '30'), unusual('blog', '2026-11-18', '9')] }
    expect(alerts(told).map(({ subject, level }) => [subject, level])).toEqual([
      [`unusual day all ${day}`, 'warning'],
      ['unusual day blog 2026-11-18', 'warning'],
    ])
  })

  it('know a project that is called all from all usage', () => {
    const told = { anomalies: [unusual(null, '2026-11-19'), unusual('all', '2026-11-19', '9')] }
    expect(alerts(told).map(({ subject }) => subject)).toEqual([
      'unusual day all 2026-11-19',
      'unusual day "all" 2026-11-19',
    ])
  })

  it('are none where nothing needs attention', () => {
    expect(alerts({ budgets: [budget('fine', 'ok')] })).toEqual([])
  })

  it('are told as what they are when there is one, and counted when there are more', () => {
    const [context, state] = run()
    const one: Alert = { subject: 'a', level: 'warning', text: 'team is warn' }
    const two: Alert = { subject: 'b', level: 'critical', text: 'ci is alarm' }
    expect(alertMessage([one], context, state)).toMatchObject({
      title: 'team is warn',
      message: '',
      level: 'warning',
      metadata: { kind: 'alert' },
    })
    expect(alertMessage([one, two], context, state)).toMatchObject({
      title: '2 matters need attention in night',
      message: 'team is warn\nci is alarm',
      level: 'critical',
    })
  })
})

describe('the key of a delivery', () => {
  it('is the same for the same content, and another for any other', () => {
    const parts = ['night', 'slack', { since: '2026-11-19' }, 'a']
    expect(keyOf(parts)).toBe(keyOf([...parts]))
    expect(keyOf(parts)).toMatch(/^[0-9a-f]{40}$/)
    const others = [
      ['night', 'slack', { since: '2026-11-19' }, 'b'],
      ['night', 'slack', { since: '2026-11-18' }, 'a'],
      ['night', 'email', { since: '2026-11-19' }, 'a'],
      ['nights', 'lack', { since: '2026-11-19' }, 'a'],
    ]
    expect(new Set([parts, ...others].map(keyOf)).size).toBe(5)
  })
})
