import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { homeWith } from '../helpers/homes.ts'
import { jobRepository, notifierOf } from '../helpers/job-repository.ts'
import type { OwnPlugin } from '../helpers/job-repository.ts'

const homeOfFourDays = () =>
  homeWith(['08', '09', '10', '11'].map((day) => ({ time: `2026-03-${day}T10:00:00.000Z`, input: 100_000 })))

const repositoryWith = (home: string, own: OwnPlugin, pricing = {}) =>
  jobRepository({
    home,
    config: { pricing, budgets: [{ name: 'team', period: 'day', amount: 0.01 }] },
    jobs: {
      daily: {
        period: 'since-last-run',
        export: ['markdown'],
        notify: [{ plugin: own.name, when: 'alert' }],
        fail: { budget: 'never' },
      },
    },
    plugins: [own],
  })

it('two repositories with jobs of one name and one history of usage tell their own people, of their own days', async () => {
  const [ours, theirs] = [notifierOf('own'), notifierOf('own')]
  const home = homeOfFourDays()
  const one = repositoryWith(home, ours)
  const state = { RIMURU_HOME: one.state }
  const other = repositoryWith(home, theirs, { discounts: [{ provider: 'anthropic', percent: 50 }] })
  const days = async (repository: typeof one, date: string) => {
    const { record } = await repository.run(['daily', '--date', date], state)
    return { period: record.period, restated: record.restated }
  }
  const span = (since: string, until: string) => ({ since, until, timezone: 'UTC' })

  expect(await days(one, '2026-03-08')).toEqual({ period: span('2026-03-08', '2026-03-08'), restated: [] })
  expect(await days(other, '2026-03-09')).toEqual({ period: span('2026-03-09', '2026-03-09'), restated: [] })
  expect(await days(one, '2026-03-10')).toEqual({ period: span('2026-03-09', '2026-03-10'), restated: [] })
  expect(await days(other, '2026-03-11')).toEqual({ period: span('2026-03-10', '2026-03-11'), restated: [] })

  expect([ours.calls().length, theirs.calls().length]).toEqual([2, 2])
  const jobs = async (repository: typeof one) =>
    (
      JSON.parse((await repository.rimuru(['jobs', '--json'], state)).stdout) as {
        jobs: { name: string; last_run: { run_id: string } | null }[]
      }
    ).jobs.find(({ name }) => name === 'daily')?.last_run?.run_id
  expect(await jobs(one)).not.toBe(await jobs(other))
  expect(existsSync(join(other.state, 'warehouse.duckdb'))).toBe(false)
})
