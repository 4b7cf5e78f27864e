import { expect, test } from 'vitest'
import { homeWith } from '../helpers/homes.ts'
import { commitsOf, historyOf, JOB, madeNight } from './night.ts'

test('a report since the last run has the days after it, and the same days when it is run again', async () => {
  const home = homeWith(['15', '16', '17', '18', '19'].map((day) => ({ time: `2026-11-${day}T09:00:00.000Z` })))
  const night = madeNight({ home, job: { ...JOB, period: 'since-last-run' } })

  for (const day of ['16', '19', '19']) {
    expect(await night.run('run', 'nightly', '--date', `2026-11-${day}`)).toMatchObject({ code: 0 })
  }

  const days = { since: '2026-11-17', until: '2026-11-19' }
  expect((await historyOf(night)).map(({ period }) => period)).toEqual([
    { since: '2026-11-16', until: '2026-11-16' },
    days,
    days,
  ])
  expect(commitsOf(night.root)).toBe(3)
})
