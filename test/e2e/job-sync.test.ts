import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { homeWith } from '../helpers/homes.ts'
import { jobRepository } from '../helpers/job-repository.ts'

const LOCK = 'prices/prices.lock.json'
const DAY = ['daily', '--date', '2026-03-10']

/** The first of them needs no network, and whoever does finds nobody behind this proxy. */
const repositoryOf = (providers: readonly ('anthropic' | 'litellm')[], job: object = {}) =>
  jobRepository({
    home: homeWith([{ time: '2026-03-10T10:00:00.000Z' }]),
    config: { pricing: { providers } },
    jobs: { daily: { period: 'yesterday', prices: 'sync', export: ['markdown'], ...job } },
  })
const NO_NETWORK = { HTTPS_PROXY: 'http://127.0.0.1:1', HTTP_PROXY: 'http://127.0.0.1:1' }

it('a job brings the price lock up to date before it prices, and commits it with its report', async () => {
  const { run, root, git } = repositoryOf(['anthropic'])
  const { code, record } = await run(DAY, NO_NETWORK)
  expect(code).toBe(0)
  expect(record.steps.map(({ id }) => id)).toEqual([
    'discover',
    'load',
    'sync',
    'price',
    'evaluate',
    'export',
    'publish',
    'notify',
  ])
  expect(record.steps.find(({ id }) => id === 'sync')).toMatchObject({ status: 'ok' })
  expect(JSON.parse(readFileSync(join(root, LOCK), 'utf8'))).toMatchObject({ schema_version: 1 })
  expect(git('show', '--name-only', '--format=', 'HEAD').split('\n')).toContain(LOCK)
  expect(git('status', '--porcelain')).toBe('')

  const again = await run(DAY, NO_NETWORK)
  expect(again.record.steps.find(({ id }) => id === 'sync')).toMatchObject({ status: 'ok', detail: 'nothing new' })
  expect(git('rev-list', '--count', 'HEAD')).toBe('2')
}, 60_000)

it('a provider that does not answer is reported, and the run goes on', async () => {
  const { run, root } = repositoryOf(['anthropic', 'litellm'])
  const { code, record, stderr } = await run(DAY, NO_NETWORK)
  expect(code).toBe(5)
  expect(record).toMatchObject({ status: 'incomplete', totals: { cost_usd: '0.0045' } })
  expect(record.steps.find(({ id }) => id === 'sync')).toMatchObject({ status: 'incomplete' })
  expect(record.steps.find(({ id }) => id === 'sync')!.detail).toContain('no answer from litellm')
  expect(stderr).toMatch(/^prices: .*litellm/m)
  expect(existsSync(join(root, 'reports/daily/2026-03-10/report.md'))).toBe(true)
}, 60_000)

it('asks nobody offline, nor where the job does not say so, and writes nothing in a dry run', async () => {
  const { run, root } = repositoryOf(['anthropic'])
  await run([...DAY, '--dry-run'], NO_NETWORK)
  expect(existsSync(join(root, LOCK))).toBe(false)
  const { record } = await run([...DAY, '--offline'], NO_NETWORK)
  expect(record.steps.map(({ id }) => id)).not.toContain('sync')
  const other = repositoryOf(['anthropic'], { prices: undefined })
  expect((await other.run(DAY, NO_NETWORK)).record.steps.map(({ id }) => id)).not.toContain('sync')
  expect(existsSync(join(root, LOCK)) || existsSync(join(other.root, LOCK))).toBe(false)
}, 60_000)
