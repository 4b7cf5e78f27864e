import { expect, test } from 'vitest'
import { namesIn } from '../git/repos.ts'
import { homeWith } from '../helpers/homes.ts'
import { killWhen, madeGate } from './kill.ts'
import { commitsOf, DAY, madeNight, status } from './night.ts'

const NEXT = '2026-11-20'

test('what a killed run has written is committed by the next night, which says how to be sure of it', async () => {
  const gate = madeGate()
  const home = homeWith([{ time: `${DAY}T09:00:00Z` }, { time: `${NEXT}T09:00:00Z` }])
  const night = madeNight({ home, env: { PATH: gate.path } })
  const { root } = night
  const runNext = () => night.run('run', 'nightly', '--date', NEXT)
  gate.holdGit('check-ignore')
  await killWhen(night, gate.isReached, gate.open)
  expect(status(root)).toContain(`?? reports/nightly/${DAY}/report.md`)

  const next = await runNext()

  expect(next.code).toBe(0)
  expect(next.stderr).toContain(`to be sure of its report: rimuru run nightly --date ${DAY}`)
  expect(namesIn(root)).toEqual(
    expect.arrayContaining([`reports/nightly/${DAY}/report.md`, `reports/nightly/${NEXT}/report.md`]),
  )
  expect(commitsOf(root)).toBe(2)
  expect(status(root)).toEqual([])

  const again = await runNext()
  expect(again.stderr).not.toContain('to be sure')
  expect(commitsOf(root)).toBe(2)
})
