import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { JobNotification } from '../../src/config/job-types.ts'
import type { Notification } from '../../src/plugin-sdk/types.ts'
import { homeWith } from '../helpers/homes.ts'
import type { MadeUp } from '../helpers/homes.ts'
import { jobRepository, notifierOf } from '../helpers/job-repository.ts'
import type { Ran } from '../helpers/job-repository.ts'

/** Thousands of tokens of output cost a cent and a half each. */
const spentOn = (day: string, thousands: number): MadeUp => ({
  time: `${day}T10:00:00.000Z`,
  input: 0,
  output: thousands * 1000,
})

const MONTHLY = { name: 'team', amount: 15, period: 'month', pace: false } as const

function repositoryWith(
  requests: readonly MadeUp[],
  when: NonNullable<JobNotification['when']>,
  budgets: readonly { name: string; amount: number; period: 'day' | 'month'; pace: boolean }[] = [],
) {
  const own = notifierOf('own')
  const repository = jobRepository({
    home: homeWith(requests),
    config: { budgets },
    jobs: { daily: { period: 'yesterday', notify: [{ plugin: 'own', when }], publish: false } },
    plugins: [own],
  })
  const told = () => own.calls<{ notification: Notification }>().map(({ notification }) => notification)
  const runOn = (day: string): Promise<Ran> => repository.run(['daily', '--date', day])
  return { runOn, told, home: repository.home }
}

it('tells of a budget once at 80 %, once more at 100 %, and anew in the next month', async () => {
  const spent = [['2026-03-16', 500] as const, ['2026-03-17', 300] as const, ['2026-03-19', 200] as const]
  const requests = [...spent, ['2026-04-01', 800] as const].map(([day, thousands]) => spentOn(day, thousands))
  const { runOn, told } = repositoryWith(requests, 'alert', [MONTHLY])

  const well = await runOn('2026-03-16')
  expect({ code: well.code, deliveries: well.record.deliveries, told: told() }).toEqual({
    code: 0,
    deliveries: [],
    told: [],
  })

  expect((await runOn('2026-03-17')).code).toBe(0)
  const sentence = 'team has reached its warning at 80 %: $12.00 of $15.00 spent (80.0 %) from 2026-03-01 to 2026-03-31'
  expect(told()).toMatchObject([{ title: sentence, level: 'warning', metadata: { kind: 'alert' } }])
  const again = await runOn('2026-03-17')
  expect(again.record.deliveries).toMatchObject([{ state: 'skipped', detail: 'was sent before' }])
  await runOn('2026-03-18')
  expect(told()).toHaveLength(1)

  expect((await runOn('2026-03-19')).code).toBe(3)
  expect((await runOn('2026-03-19')).code).toBe(3)
  const alarm = 'team has reached its alarm at 100 %: $15.00 of $15.00 spent (100.0 %) from 2026-03-01 to 2026-03-31'
  expect(told().slice(1)).toMatchObject([{ title: alarm, level: 'critical' }])

  await runOn('2026-04-01')
  expect(told().map(({ title }) => title)).toEqual([sentence, alarm, expect.stringContaining('to 2026-04-30')])
})

it('tells of several matters in one message', async () => {
  const budgets = [MONTHLY, { name: 'day', amount: 12, period: 'day', pace: false } as const]
  const { runOn, told } = repositoryWith([spentOn('2026-03-02', 800)], 'alert', budgets)
  const { code, record } = await runOn('2026-03-02')
  expect({ code, states: record.deliveries.map(({ state }) => state) }).toEqual({
    code: 3,
    states: ['delivered', 'delivered'],
  })
  expect(told()).toMatchObject([{ title: '2 matters need attention in daily', level: 'critical' }])
  expect(told()[0]?.message.split('\n')).toEqual([
    'team has reached its warning at 80 %: $12.00 of $15.00 spent (80.0 %) from 2026-03-01 to 2026-03-31',
    'day has reached its alarm at 100 %: $12.00 of $12.00 spent (100.0 %) on 2026-03-02',
  ])
})

it('tells once that nobody knows how a budget stands, when the logs are gone', async () => {
  const { runOn, told, home } = repositoryWith([spentOn('2026-03-16', 100)], 'alert', [MONTHLY])
  await runOn('2026-03-16')
  expect(told()).toEqual([])
  rmSync(join(home, '.claude'), { recursive: true })
  const { code, record } = await runOn('2026-03-17')
  expect({ code, states: record.budgets.map(({ state }) => state) }).toEqual({ code: 0, states: ['unknown'] })
  await runOn('2026-03-17')
  expect(told()).toMatchObject([{ title: expect.stringContaining('there is no source to read') as string }])
})

it('tells of an unusual day once', async () => {
  const usual = ['2026-02-03', '2026-02-10', '2026-02-17', '2026-02-24', '2026-03-03'].map((day) => spentOn(day, 100))
  const { runOn, told } = repositoryWith([...usual, spentOn('2026-03-10', 1000)], 'alert')
  await runOn('2026-03-03')
  expect(told()).toEqual([])
  expect((await runOn('2026-03-10')).code).toBe(0)
  await runOn('2026-03-10')
  expect(told()).toMatchObject([
    { title: expect.stringMatching(/^Tuesday, .* cost \$15\.00.* 10\.0 times/) as string, level: 'warning' },
  ])
})

it('sends nothing of a day without usage where only usage is to be told', async () => {
  const { runOn, told } = repositoryWith([spentOn('2026-03-02', 100), spentOn('2026-03-04', 100)], 'usage')
  const { code, record } = await runOn('2026-03-03')
  expect({ code, deliveries: record.deliveries }).toEqual({
    code: 0,
    deliveries: [{ plugin: 'own', subject: 'digest', state: 'skipped', detail: 'there was no usage' }],
  })
  expect(told()).toEqual([])
  await runOn('2026-03-04')
  expect(told()).toMatchObject([{ title: '$1.50 for AI coding agents, Wednesday, 4 March 2026', level: 'info' }])
})

it('of less than a cent says that it is not nothing', async () => {
  const { runOn, told } = repositoryWith([{ time: '2026-03-03T10:00:00.000Z', input: 1, output: 0 }], 'always')
  await runOn('2026-03-03')
  expect(told().map(({ title }) => title)).toEqual(['<$0.01 for AI coding agents, Tuesday, 3 March 2026'])
})
