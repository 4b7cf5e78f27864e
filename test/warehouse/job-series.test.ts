import { rmSync } from 'node:fs'
import { expect, it, onTestFinished } from 'vitest'
import { seriesOf } from '../../src/warehouse/job-series.ts'
import { openWarehouse } from '../../src/warehouse/open.ts'
import { tempFolder } from '../helpers/folders.ts'

async function histories() {
  const { db, close } = await openWarehouse(':memory:')
  onTestFinished(close)
  return (job: string, folder: string, remember = true) => seriesOf(db, { job, folder }, { remember })
}

it('keeps the histories of jobs of one name apart by the folders of their configs', async () => {
  const seriesIn = await histories()
  const [one, other] = [tempFolder(), tempFolder()]
  expect(await seriesIn('daily', one)).toBe('daily')
  expect(await seriesIn('daily', other)).toMatch(/^daily@[0-9a-f]{8}$/)
  expect(await seriesIn('weekly', other)).toBe('weekly')
  expect(await seriesIn('daily', one)).toBe('daily')
})

it('gives the history of a folder that is gone to the one that comes next, and else a new one', async () => {
  const seriesIn = await histories()
  const [gone, moved] = [tempFolder(), tempFolder()]
  await seriesIn('daily', gone)
  rmSync(gone, { recursive: true })
  expect(await seriesIn('daily', moved)).toBe('daily')
  expect(await seriesIn('daily', tempFolder())).not.toBe('daily')
})

it('claims nothing for a run that leaves nothing behind', async () => {
  const seriesIn = await histories()
  expect(await seriesIn('daily', tempFolder(), false)).toBe('daily')
  expect(await seriesIn('daily', tempFolder())).toBe('daily')
})
