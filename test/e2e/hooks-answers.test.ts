import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { JobHook } from '../../src/config/job-types.ts'
import type { JsonObject, Notification } from '../../src/plugin-sdk/types.ts'
import { homeWith } from '../helpers/homes.ts'
import { hookOf, jobRepository, notifierOf } from '../helpers/job-repository.ts'
import type { OwnPlugin } from '../helpers/job-repository.ts'

const CHEAP = ['daily', '--date', '2026-03-10']
const DEAR = ['daily', '--date', '2026-03-11']

/** A cent and a half on the 10th, a dollar and a half on the 11th. */
function repositoryWith(hooks: readonly (OwnPlugin & Omit<JobHook, 'plugin'>)[]) {
  const own = notifierOf('own')
  const repository = jobRepository({
    home: homeWith([
      { time: '2026-03-10T10:00:00.000Z', input: 0, output: 1000 },
      { time: '2026-03-11T10:00:00.000Z', input: 0, output: 100_000 },
    ]),
    config: { budgets: [{ name: 'team', amount: 100, period: 'month', pace: false }] },
    jobs: {
      daily: {
        period: 'yesterday',
        export: ['markdown'],
        notify: ['own'],
        hooks: hooks.map(({ name, on, ring, threshold }) => ({ plugin: name, on, ring, threshold })),
      },
    },
    plugins: [own, ...hooks],
  })
  const told = () => own.calls<{ notification: Notification }>().map(({ notification }) => notification)
  return { ...repository, told }
}

const heardBy = (hook: OwnPlugin) => hook.calls<{ hook: string; data: JsonObject }>()

it('ends the run where a guard says no to the cost: nothing is written, committed or sent', async () => {
  const guard = hookOf(
    'guard',
    "return { action: 'block', status_code: 402, error_type: 'cost_limit', message: 'too much: $' + data.cost_usd }",
  )
  const { run, rimuru, root, git, told } = repositoryWith([{ ...guard, on: ['CostThreshold'], threshold: '1.5' }])

  expect((await run(CHEAP)).code).toBe(0)
  expect(heardBy(guard)).toEqual([])

  const { code, stdout } = await rimuru(['run', ...DEAR])
  const why = 'guard stopped the run at CostThreshold: too much: $1.5 (cost_limit)'
  expect(code).toBe(3)
  expect(stdout.replace(/\s+/g, ' ')).toContain(`stopped ${why}`)
  expect(existsSync(join(root, 'reports/daily/2026-03-11'))).toBe(false)
  expect(git('status', '--porcelain')).toBe('')
  expect(git('log', '--format=%s').split('\n')).toHaveLength(2)
  expect(told()).toHaveLength(1)
  expect(heardBy(guard)).toMatchObject([{ hook: 'CostThreshold', data: { job: 'daily', cost_usd: '1.5' } }])

  const { runs } = JSON.parse((await rimuru(['runs', 'list', '--json'])).stdout) as { runs: { run_id: string }[] }
  const { stdout: shown } = await rimuru(['runs', 'show', runs[0]!.run_id, '--json'])
  expect(JSON.parse(shown)).toMatchObject({ status: 'stopped', exit_code: 3, stopped: why, outputs: [] })
})

it('tells hooks of the report before it is written, and of what the run took', async () => {
  const witness = hookOf('witness')
  const { run } = repositoryWith([{ ...witness, on: ['Custom:report', 'MetricsExport'] }])
  const { code, record } = await run(DEAR)
  expect({ code, hooks: record.hooks.map(({ event, action }) => `${event} ${action}`) }).toEqual({
    code: 0,
    hooks: ['Custom:report passthrough', 'MetricsExport passthrough'],
  })
  const [report, metrics] = heardBy(witness)
  expect(report).toMatchObject({
    hook: 'Custom:report',
    data: {
      period: { since: '2026-03-11', until: '2026-03-11', timezone: 'UTC' },
      totals: { cost_usd: '1.5', requests: 1 },
      budgets: [{ name: 'team', state: 'ok', spent_usd: '1.515' }],
    },
  })
  expect(metrics?.hook).toBe('MetricsExport')
  const { timestamp, active_sessions: active, ...figures } = metrics!.data
  expect(active).toBe(0)
  expect(Date.parse(String(timestamp))).toBeGreaterThan(0)
  expect(Object.keys(figures).sort()).toEqual([
    'cpu_percent',
    'cpu_seconds',
    'memory_total_mb',
    'memory_used_mb',
    'wall_seconds',
  ])
  for (const figure of Object.values(figures)) expect(figure).toBeGreaterThan(0)
})

it('lets a hook change what is sent, take it over, or forbid it', async () => {
  const editor = hookOf(
    'editor',
    `if (data.title.includes('11 March')) return { action: 'cache_hit', data: 'in the chat already' }
     return { action: 'modify', data: { ...data, title: 'Edited: ' + data.plugin, level: 'critical' } }`,
  )
  const { run, told } = repositoryWith([{ ...editor, on: ['Custom:notify'] }])

  expect((await run(CHEAP)).code).toBe(0)
  expect(told()).toMatchObject([{ title: 'Edited: own', level: 'info', metadata: { kind: 'digest' } }])

  const { code, record } = await run(DEAR)
  expect({ code, deliveries: record.deliveries }).toEqual({
    code: 0,
    deliveries: [{ plugin: 'own', subject: 'digest', state: 'skipped', detail: 'editor took it over' }],
  })
  expect(told()).toHaveLength(1)
})

it('sends nothing that a hook forbids, though the report is there', async () => {
  const censor = hookOf('censor', "return { action: 'block', message: 'not before the release' }")
  const { run, git, told } = repositoryWith([{ ...censor, on: ['Custom:notify'] }])
  const { code, record } = await run(CHEAP)
  expect({ code, stopped: record.stopped, told: told() }).toEqual({
    code: 3,
    stopped: 'censor stopped the run at Custom:notify: not before the release',
    told: [],
  })
  expect(git('ls-tree', '-r', '--name-only', 'HEAD')).toContain('reports/daily/2026-03-10/report.md')
})
