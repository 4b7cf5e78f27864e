import { expect, test } from 'vitest'
import { tempFolder } from '../helpers/folders.ts'
import { homeWith } from '../helpers/homes.ts'
import { commitsOf, git, historyOf, JOB, madeNight } from './night.ts'

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

test('the last day that was reported decides, not the run that was made last', async () => {
  const home = homeWith(['10', '12', '14', '16', '19'].map((day) => ({ time: `2026-11-${day}T09:00:00.000Z` })))
  const night = madeNight({ home, job: { ...JOB, period: 'since-last-run' } })

  for (const day of ['14', '16', '10', '19']) await night.run('run', 'nightly', '--date', `2026-11-${day}`)

  expect((await historyOf(night)).map(({ period }) => period)).toEqual([
    { since: '2026-11-14', until: '2026-11-14' },
    { since: '2026-11-15', until: '2026-11-16' },
    { since: '2026-11-10', until: '2026-11-10' },
    { since: '2026-11-17', until: '2026-11-19' },
  ])
})

test('a report that was published is not made again because somebody could not be told of it', async () => {
  const home = homeWith(['18', '19'].map((day) => ({ time: `2026-11-${day}T09:00:00.000Z` })))
  const plugins = {
    webhook: {
      failPolicy: 'closed',
      config: { url: 'http://127.0.0.1:1' },
      grants: { network: ['http://127.0.0.1:1'] },
    },
  } as const
  const night = madeNight({ home, config: { plugins }, job: { ...JOB, period: 'since-last-run', notify: ['webhook'] } })

  for (const day of ['18', '19'])
    expect(await night.run('run', 'nightly', '--date', `2026-11-${day}`)).toMatchObject({ code: 1 })

  expect((await historyOf(night)).map(({ period }) => period)).toEqual([
    { since: '2026-11-18', until: '2026-11-18' },
    { since: '2026-11-19', until: '2026-11-19' },
  ])
})

test('a report that could not be pushed, and of which nobody was told, is named by the next run', async () => {
  const home = homeWith(['18', '19'].map((day) => ({ time: `2026-11-${day}T09:00:00.000Z` })))
  const night = madeNight({ home, job: { ...JOB, period: 'since-last-run', publish: { mode: 'push' } } })
  expect((await night.run('run', 'nightly', '--date', '2026-11-18')).code).toBe(1)
  const remote = tempFolder()
  git(remote, 'init', '-q', '--bare')
  git(night.root, 'remote', 'add', 'origin', remote)

  const next = await night.run('run', 'nightly', '--date', '2026-11-19')

  expect(next).toMatchObject({ code: 0 })
  expect(next.stderr).toContain('to be sure of its report: rimuru run nightly --date 2026-11-18\n')
  const again = await night.run('run', 'nightly', '--date', '2026-11-18')
  expect(again).toMatchObject({ code: 0 })
  expect(again.stderr).not.toContain('to be sure')
  expect((await historyOf(night)).map(({ period }) => period?.since)).toEqual([
    '2026-11-18',
    '2026-11-19',
    '2026-11-18',
  ])
})
