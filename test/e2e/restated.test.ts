import { appendFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { RimuruConfig } from '../../src/config/types.ts'
import { homeWith, recordOf } from '../helpers/homes.ts'
import { jobRepository } from '../helpers/job-repository.ts'
import type { JobRepository } from '../helpers/job-repository.ts'
import { writeText } from '../helpers/folders.ts'
import { fromLitellm } from '../helpers/price-files.ts'

const at = (day: string, hour = 10) => ({ time: `${day}T${hour}:00:00.000Z`, input: 100_000, output: 0 })
const DAYS = ['2026-03-10', '2026-03-11', '2026-03-12'] as const

/** A hundred thousand tokens of input a day, which is 30 cents. */
function repositoryWith(job: object = {}): JobRepository {
  const daily = {
    period: 'yesterday' as const,
    export: ['markdown', 'json', { plugin: 'csv', data: 'costs' as const }],
  }
  return jobRepository({ home: homeWith(DAYS.map((day) => at(day))), jobs: { daily: { ...daily, ...job } } })
}

const configure = ({ root }: JobRepository, pricing: RimuruConfig['pricing']): string =>
  writeText(
    join(root, 'rimuru.config.ts'),
    `export default ${JSON.stringify({ version: 1, timezone: 'UTC', host: 'laptop', user: 'ada', pricing })}\n`,
  )

const costs = (input: string) => ({
  overrides: [{ provider: 'anthropic', model: 'claude-sonnet-4-5', input, output: '15' }],
})

const reportOf = ({ root }: JobRepository, day: string, name: string): string =>
  readFileSync(join(root, 'reports/daily', day, name), 'utf8')

const changesOf = async (
  repository: JobRepository,
  day: string,
  ...flags: string[]
): Promise<Record<string, string>> => {
  const { record } = await repository.run(['daily', '--date', day, ...flags])
  const own = record.outputs.filter(({ path }) => path.startsWith(`daily/${day}/`))
  return Object.fromEntries(own.map(({ path, change }) => [path.split('/').at(-1)!, change]))
}

it('says once, in the next run, that days which were reported cost something else by the rules of the config', async () => {
  const repository = repositoryWith()
  const { run, rimuru, root } = repository
  expect((await run(['daily', '--date', '2026-03-10'])).record.restated).toEqual([])
  configure(repository, costs('4'))
  const restated = {
    period: { since: '2026-03-10', until: '2026-03-10' },
    old_cost_usd: '0.3',
    new_cost_usd: '0.4',
    from_usage_usd: '0',
    from_prices_usd: '0.1',
    reasons: ['rules'],
  }
  const { record, code } = await run(['daily', '--date', '2026-03-11'])
  expect(code).toBe(0)
  expect(record.restated).toEqual([restated])
  expect(JSON.parse(reportOf(repository, '2026-03-11', 'run.json'))).toMatchObject({ restated: [restated] })
  expect(reportOf(repository, '2026-03-11', 'report.md')).toContain(
    'Tuesday, 10 March 2026 costs $0.40, not $0.30 as reported: other rules of the config.',
  )
  expect(reportOf(repository, '2026-03-11', 'report.md')).toContain('## Restated')
  const shown = await rimuru(['runs', 'show', record.run_id])
  expect(shown.stdout).toMatch(/2026-03-10 +\$0\.30 +\$0\.40 +\+\$0\.10 +other rules of the config/)
  const asked = await rimuru(['runs', 'show', record.run_id, '--json'])
  expect(JSON.parse(asked.stdout)).toMatchObject({ restated: [restated] })

  // The same report again is the same, and the next one has nothing new to say.
  expect(new Set(Object.values(await changesOf(repository, '2026-03-11')))).toEqual(new Set(['same']))
  expect((await run(['daily', '--date', '2026-03-12'])).record.restated).toEqual([])
  // A report that is made again says what it said before.
  expect((await run(['daily', '--date', '2026-03-10'])).record.restated).toEqual([])
  expect(readFileSync(join(root, 'reports/daily/2026-03-10/run.json'), 'utf8')).toContain('"cost_usd": "0.4"')
}, 120_000)

it('says so in the report itself that is made again', async () => {
  const repository = repositoryWith()
  await repository.run(['daily', '--date', '2026-03-10'])
  configure(repository, costs('4'))
  const again = await repository.run(['daily', '--date', '2026-03-10'])
  expect(again.record.restated).toMatchObject([{ old_cost_usd: '0.3', new_cost_usd: '0.4' }])
  configure(repository, costs('5'))
  const once = await repository.run(['daily', '--date', '2026-03-10'])
  expect(once.record.restated).toMatchObject([{ old_cost_usd: '0.3', new_cost_usd: '0.5', from_prices_usd: '0.2' }])
  configure(repository, {})
  expect((await repository.run(['daily', '--date', '2026-03-10'])).record.restated).toEqual([])
}, 120_000)

it('adds up in a report that is made again after another one has told of the same days', async () => {
  const repository = repositoryWith()
  const restatedOn = async (day: string, input: string) => {
    configure(repository, costs(input))
    return (await repository.run(['daily', '--date', day])).record.restated
  }
  const of10 = { period: { since: '2026-03-10', until: '2026-03-10' }, from_usage_usd: '0', reasons: ['rules'] }
  await repository.run(['daily', '--date', '2026-03-10'])
  expect(await restatedOn('2026-03-11', '4')).toEqual([
    { ...of10, old_cost_usd: '0.3', new_cost_usd: '0.4', from_prices_usd: '0.1' },
  ])
  expect(await restatedOn('2026-03-12', '6')).toMatchObject([
    { ...of10, old_cost_usd: '0.4', new_cost_usd: '0.6', from_prices_usd: '0.2' },
    { period: { since: '2026-03-11' } },
  ])
  const later = { old_cost_usd: '0.6', new_cost_usd: '0.7', from_prices_usd: '0.1' }
  expect(await restatedOn('2026-03-11', '7')).toMatchObject([
    { ...of10, old_cost_usd: '0.3', new_cost_usd: '0.7', from_prices_usd: '0.4' },
    { period: { since: '2026-03-11' }, ...later },
    { period: { since: '2026-03-12' }, ...later },
  ])

  // What the report of the 12th has told of the 10th is no longer so, and another has told of it since.
  expect(await restatedOn('2026-03-12', '7')).toMatchObject([
    { period: { since: '2026-03-11' }, old_cost_usd: '0.4', new_cost_usd: '0.7', from_prices_usd: '0.3' },
  ])
}, 120_000)

it('tells late usage from answers that were still being written', async () => {
  const repository = repositoryWith()
  const { run, home } = repository
  const transcript = join(home, '.claude/projects/-work/session.jsonl')
  await run(['daily', '--date', '2026-03-10'])
  // The same answer, with more of it: no restatement.
  appendFileSync(transcript, `${recordOf({ ...at('2026-03-10'), output: 1000 }, 0)}\n`)
  const grown = await run(['daily', '--date', '2026-03-11'])
  expect(grown.record.restated).toEqual([])
  appendFileSync(transcript, `${recordOf(at('2026-03-10', 11), 10)}\n`)
  const late = await run(['daily', '--date', '2026-03-12'])
  expect(late.record.restated).toEqual([
    {
      period: { since: '2026-03-10', until: '2026-03-10' },
      old_cost_usd: '0.3',
      new_cost_usd: '0.615',
      from_usage_usd: '0.315',
      from_prices_usd: '0',
      reasons: ['usage'],
    },
  ])
}, 120_000)

it('says it of a report that was written and could not be pushed, and once where that is the one that says it', async () => {
  const repository = repositoryWith({ publish: { mode: 'push' } })
  const { run } = repository
  const failed = await run(['daily', '--date', '2026-03-10'])
  expect([failed.code, failed.record.status]).toEqual([1, 'failed'])
  configure(repository, costs('4'))
  const restated = [{ period: { since: '2026-03-10', until: '2026-03-10' }, new_cost_usd: '0.4' }]
  expect((await run(['daily', '--date', '2026-03-11'])).record).toMatchObject({ status: 'failed', restated })
  expect((await run(['daily', '--date', '2026-03-12'])).record.restated).toEqual([])
}, 120_000)

it('splits what came from usage and what from prices, and keeps closed days at theirs with --freeze', async () => {
  const repository = repositoryWith()
  const { run, home } = repository
  await run(['daily', '--date', '2026-03-10'])
  await run(['daily', '--date', '2026-03-11'])
  configure(repository, costs('4'))
  const { 'run.json': run_json, ...files } = await changesOf(repository, '2026-03-10', '--freeze')
  expect(new Set(Object.values(files))).toEqual(new Set(['same']))
  // The digest of the config.
  expect(run_json).toBe('changed')
  expect((await run(['daily', '--date', '2026-03-12', '--freeze'])).record).toMatchObject({
    restated: [],
    totals: { cost_usd: '0.4' },
  })

  appendFileSync(join(home, '.claude/projects/-work/session.jsonl'), `${recordOf(at('2026-03-11', 11), 10)}\n`)
  const late = await run(['daily', '--date', '2026-03-12', '--freeze', '--dry-run'])
  expect(late.record.restated).toMatchObject([{ old_cost_usd: '0.3', new_cost_usd: '0.6', reasons: ['usage'] }])
  const both = await run(['daily', '--date', '2026-03-12'])
  expect(both.record.restated).toMatchObject([
    { period: { since: '2026-03-10' }, old_cost_usd: '0.3', new_cost_usd: '0.4', reasons: ['rules'] },
    {
      period: { since: '2026-03-11' },
      old_cost_usd: '0.3',
      new_cost_usd: '0.8',
      from_usage_usd: '0.3',
      from_prices_usd: '0.2',
      reasons: ['usage', 'rules'],
    },
  ])
}, 120_000)

it('adds up the days of a week in the zone of the job, and leaves open what is not over', async () => {
  const repository = jobRepository({
    home: homeWith([...DAYS, '2026-03-16'].map((day) => at(day))),
    jobs: {
      weekly: { period: 'last-week', timezone: 'Asia/Tokyo', publish: false },
      month: { period: 'month-to-date', publish: false },
    },
  })
  const { run } = repository
  await run(['weekly', '--date', '2026-03-10'])
  expect((await run(['month'])).record.totals).toMatchObject({ requests: 0 })
  configure(repository, costs('4'))
  const { record } = await run(['weekly', '--date', '2026-03-17'])
  expect(record.restated).toMatchObject([
    {
      period: { since: '2026-03-09', until: '2026-03-15' },
      old_cost_usd: '0.9',
      new_cost_usd: '1.2',
      reasons: ['rules'],
    },
  ])
  expect((await run(['month'])).record.restated).toEqual([])
}, 120_000)

it('says nothing of other usage than was reported: the job has other filters', async () => {
  const repository = repositoryWith()
  await repository.run(['daily', '--date', '2026-03-10'])
  const daily = { period: 'yesterday', filters: { projects: ['elsewhere'] } }
  writeText(join(repository.root, 'jobs/daily.ts'), `export default ${JSON.stringify(daily)}\n`)
  expect((await repository.run(['daily', '--date', '2026-03-11'])).record.restated).toEqual([])
}, 120_000)

it('says so of a price that a sync was told to accept and that earlier requests are found by', async () => {
  const dated = { ...at('2026-03-10'), model: 'gpt-9-20260101' }
  const repository = jobRepository({ home: homeWith([dated]), jobs: { daily: { period: 'yesterday' } } })
  const { run, rimuru } = repository
  const sync = (prices: Parameters<typeof fromLitellm>[0], ...flags: string[]) =>
    rimuru(['prices', 'sync', ...fromLitellm(prices), ...flags])
  await sync({ 'azure/gpt-9-20260101': { input: 7, output: 8 }, 'groq/gpt-9': { input: 2, output: 8 } })
  expect((await run(['daily', '--date', '2026-03-10'])).record.totals).toMatchObject({ cost_usd: '0.7' })

  const refused = await sync({ 'openai/gpt-9': { input: 3, output: 9 } })
  expect([refused.code, refused.stdout]).toEqual([5, expect.stringContaining('--accept')])
  expect((await run(['daily', '--date', '2026-03-11'])).record.restated).toEqual([])
  expect((await sync({ 'openai/gpt-9': { input: 3, output: 9 } }, '--accept', 'openai/gpt-9')).code).toBe(0)

  const frozen = await run(['daily', '--date', '2026-03-11', '--freeze'])
  expect(frozen.record.restated).toEqual([])
  const { record } = await run(['daily', '--date', '2026-03-11'])
  // Of the shorter name it is what that cost before it had a price of its own.
  const restated = [
    {
      period: { since: '2026-03-10', until: '2026-03-10' },
      old_cost_usd: '0.7',
      new_cost_usd: '0.2',
      from_usage_usd: '0',
      from_prices_usd: '-0.5',
      reasons: ['price'],
    },
  ]
  expect(record.restated).toEqual(restated)
  expect(JSON.parse(reportOf(repository, '2026-03-11', 'run.json'))).toMatchObject({ restated })
  expect((await rimuru(['runs', 'show', record.run_id])).stdout).toMatch(/2026-03-10 +\$0\.70 +\$0\.20 +−\$0\.50/)
}, 120_000)
