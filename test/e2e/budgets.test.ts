import { describe, expect, it } from 'vitest'
import type { BudgetConfig, JobConfig } from '../../src/config/job-types.ts'
import { homeWith } from '../helpers/homes.ts'
import type { MadeUp } from '../helpers/homes.ts'
import { jobRepository } from '../helpers/job-repository.ts'
import type { JobRepository } from '../helpers/job-repository.ts'

interface BudgetsDocument {
  readonly day: string
  readonly budgets: readonly {
    readonly name: string
    readonly state: string
    readonly spent_usd: string
    readonly amount_usd: string
    readonly used_percent: string | null
    readonly period: { readonly since: string; readonly until: string }
    readonly message: string
  }[]
}

type Budgets = Readonly<Record<string, Omit<BudgetConfig, 'name' | 'period'> & Partial<Pick<BudgetConfig, 'period'>>>>

const budgetsOf = (budgets: Budgets): BudgetConfig[] =>
  Object.entries(budgets).map(([name, budget]) => ({ name, period: 'month', pace: false, ...budget }))

/** A thousand tokens of output cost a cent and a half. */
const spent = (day: string, thousands: number, more: Partial<MadeUp> = {}): MadeUp => ({
  time: `${day}T10:00:00.000Z`,
  input: 0,
  output: thousands * 1000,
  ...more,
})

function repositoryWith(requests: readonly MadeUp[], budgets: Budgets, fail?: JobConfig['fail']): JobRepository {
  return jobRepository({
    home: homeWith(requests),
    config: { budgets: budgetsOf(budgets) },
    jobs: { daily: { period: 'yesterday', publish: false, ...(fail ? { fail } : {}) } },
  })
}

async function check({ rimuru }: JobRepository, day: string, ...more: readonly string[]) {
  const { code, stdout } = await rimuru(['budget', 'check', '--date', day, '--json', ...more])
  const { budgets } = JSON.parse(stdout) as BudgetsDocument
  return { code, budgets, states: Object.fromEntries(budgets.map(({ name, state }) => [name, state])) }
}

describe('the state of a budget', () => {
  it('changes at the last digit of its amount, for the check and for a run alike', async () => {
    const requests = [spent('2026-03-10', 1, { input: 7 })]
    const over = repositoryWith(requests, { exact: { amount: '0.015021' } })
    const below = repositoryWith(requests, { exact: { amount: '0.015021000000000001' } })

    expect(await check(over, '2026-03-10')).toMatchObject({
      code: 3,
      budgets: [{ state: 'alarm', spent_usd: '0.015021', amount_usd: '0.015021', used_percent: '100.0' }],
    })
    expect((await over.run(['daily', '--date', '2026-03-10'])).code).toBe(3)
    expect(await check(below, '2026-03-10')).toMatchObject({
      code: 0,
      budgets: [{ state: 'warn', spent_usd: '0.015021', amount_usd: '0.015021000000000001' }],
    })
    expect((await below.run(['daily', '--date', '2026-03-10'])).code).toBe(0)
  })

  it('stops what its job and the command line say', async () => {
    const requests = [spent('2026-03-10', 800)]
    const budgets = { team: { amount: 15 } }
    const day = ['daily', '--date', '2026-03-10']
    const careful = repositoryWith(requests, budgets, { budget: 'warn' })
    expect((await careful.run(day)).code).toBe(3)
    expect((await check(careful, '2026-03-10')).code).toBe(0)
    expect((await check(careful, '2026-03-10', '--fail-on', 'warn')).code).toBe(3)

    const careless = repositoryWith(requests, { team: { amount: 12 } }, { budget: 'never' })
    const { code, record } = await careless.run(day)
    expect({ code, states: record.budgets.map(({ state }) => state) }).toEqual({ code: 0, states: ['alarm'] })
    expect((await check(careless, '2026-03-10')).code).toBe(3)
    expect((await check(careless, '2026-03-10', '--fail-on', 'never')).code).toBe(0)
  })

  it('is told to people with the amounts and the reason', async () => {
    const { rimuru } = repositoryWith([spent('2026-03-10', 800)], { team: { amount: 12 }, all: { amount: 100 } })
    const { code, stdout } = await rimuru(['budget', 'check', '--date', '2026-03-10'])
    expect(code).toBe(3)
    expect(stdout).toMatch(/team .*alarm .*\$12\.00 .*\$12\.00 .*100\.0 %/)
    expect(stdout).toMatch(/all .*ok .*\$12\.00 .*\$100\.00 .*12\.0 %/)
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      'team has reached its alarm at 100 %: $12.00 of $12.00 spent (100.0 %) from 2026-03-01 to 2026-03-31',
    )
  })
})

describe('what counts', () => {
  it('is the usage in its scope', async () => {
    const requests = [
      spent('2026-03-10', 100),
      spent('2026-03-10', 200, { cwd: '/code/shop', branch: 'feature' }),
      spent('2026-03-10', 400, { model: 'claude-opus-4-5' }),
    ]
    const scopes = {
      all: {},
      claude: { agents: ['claude-code'] },
      codex: { agents: ['codex'] },
      opus: { models: ['claude-opus-*'] },
      sonnet: { models: ['claude-sonnet-4-5'] },
      shop: { projects: ['shop'] },
      feature: { branches: ['feature'] },
      ada: { users: ['ada'] },
      bob: { users: ['bob'] },
      laptop: { hosts: ['laptop'] },
      server: { hosts: ['server'] },
      both: { projects: ['app'], models: ['claude-sonnet-4-5'] },
    }
    const budgets = Object.fromEntries(Object.entries(scopes).map(([name, scope]) => [name, { amount: 1000, scope }]))
    const found = await check(repositoryWith(requests, budgets), '2026-03-10')
    expect(Object.fromEntries(found.budgets.map(({ name, spent_usd: usd }) => [name, usd]))).toEqual({
      all: '14.5',
      claude: '14.5',
      codex: '0',
      opus: '10',
      sonnet: '4.5',
      shop: '3',
      feature: '3',
      ada: '14.5',
      bob: '0',
      laptop: '14.5',
      server: '0',
      both: '1.5',
    })
  })

  it('is the day, the week or the month, from the first day that was chosen', async () => {
    // Sunday, Monday, Wednesday the 11th, Thursday the 12th.
    const days = ['2026-03-08', '2026-03-09', '2026-03-11', '2026-03-12'] as const
    const requests = days.map((day, i) => spent(day, 100 * 10 ** i))
    const repository = repositoryWith(requests, {
      day: { amount: 1e6, period: 'day' },
      week: { amount: 1e6, period: 'week' },
      month: { amount: 1e6 },
      billing: { amount: 1e6, monthStart: 11 },
    })
    const { budgets } = await check(repository, '2026-03-12')
    expect(budgets.map(({ name, spent_usd: usd, period }) => [name, usd, period.since, period.until])).toEqual([
      ['day', '1500', '2026-03-12', '2026-03-12'],
      ['week', '1665', '2026-03-09', '2026-03-15'],
      ['month', '1666.5', '2026-03-01', '2026-03-31'],
      ['billing', '1650', '2026-03-11', '2026-04-10'],
    ])
    expect((await check(repository, '2026-03-10')).budgets.map(({ spent_usd: usd }) => usd)).toEqual([
      '0',
      '15',
      '16.5',
      '16.5',
    ])
  })
})
