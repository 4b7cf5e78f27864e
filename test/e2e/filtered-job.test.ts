import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { homeWith } from '../helpers/homes.ts'
import { DAY, madeNight, runDay } from './night.ts'
import type { Night } from './night.ts'

const time = `${DAY}T09:00:00.000Z`

const monthIn = ({ root }: Night): unknown => {
  const text = readFileSync(join(root, `reports/nightly/${DAY}/report.json`), 'utf8')
  const { figures } = JSON.parse(text) as { figures: { id: string; value: string; note: string | null }[] }
  return figures.find(({ id }) => id === 'month')
}

test('the month of a job that reports a part of all usage is not held against a budget of all of it', async () => {
  const night = madeNight({
    home: homeWith([
      { time, cwd: '/code/app', session: 'a' },
      { time, cwd: '/code/web', session: 'b' },
    ]),
    config: { budgets: [{ name: 'team', amount: '0.18', period: 'month' }] },
    job: { period: 'yesterday', export: ['json'] },
  })
  await runDay(night)
  expect(monthIn(night)).toMatchObject({ value: '0.009', note: '5.0 % of the budget of $0.18' })

  night.writeJob({ period: 'yesterday', export: ['json'], filters: { projects: ['app'] } })
  await runDay(night)
  expect(monthIn(night)).toMatchObject({ value: '0.0045', note: null })
})
