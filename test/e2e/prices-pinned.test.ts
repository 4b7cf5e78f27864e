import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { clockAt } from '../helpers/clock.ts'
import { filesBelow, tempFolder, writeText } from '../helpers/folders.ts'
import { homeWith } from '../helpers/homes.ts'
import { jobRepository } from '../helpers/job-repository.ts'
import type { JobRepository } from '../helpers/job-repository.ts'

const DAY = '2026-03-10'
const MODELS = [
  'my-deployment',
  'claude-sonnet-4-5',
  'claude-sonnet-4-5-20250929',
  'gpt-5',
  'eu.anthropic.claude-haiku-4-5',
]
const JOB = {
  period: 'yesterday' as const,
  export: ['markdown', 'html', 'json', { plugin: 'csv', data: 'costs' as const }],
}

/** A year of nights, some use in each month. */
const repositoryOf = (models: readonly string[]): JobRepository => {
  const months = Array.from({ length: 12 }, (_, i) => new Date(Date.UTC(2026, 2 + i, 10, 10)).toISOString())
  const requests = months.flatMap((time) => models.map((model) => ({ time, model, input: 123_457, output: 4_567 })))
  const pricing = {
    aliases: { 'my-deployment': 'claude-sonnet-4-5-20250929' },
    discounts: [{ provider: 'anthropic', percent: 12.5, from: '2026-06-01' }],
  }
  return jobRepository({ home: homeWith(requests), jobs: { daily: JOB }, config: { pricing } })
}

/** What a provider says in a month: prices that rise, new models, and names that were priced by another's until then. */
function listOf(month: number): string {
  const perToken = (price: number): number => Number(((price * (10 + month)) / 1e7).toPrecision(9))
  const price = (input: number, output: number, litellm_provider = 'anthropic') => ({
    litellm_provider,
    mode: 'chat',
    input_cost_per_token: perToken(input),
    output_cost_per_token: perToken(output),
    cache_read_input_token_cost: perToken(input / 10),
    cache_creation_input_token_cost: perToken(input * 1.25),
    cache_creation_input_token_cost_above_1hr: perToken(input * 2),
    search_context_cost_per_query: { search_context_size_medium: 0.01 },
  })
  const list = {
    'claude-sonnet-4-5': price(3, 15),
    'claude-haiku-4-5': price(1, 5),
    'gpt-5': price(1.25, 10, 'openai'),
    ...Object.fromEntries(Array.from({ length: month }, (_, i) => [`claude-new-${i}`, price(i + 1, i + 5)])),
    ...(month > 3 ? { 'claude-sonnet-4-5-20250929': price(4, 20) } : {}),
    ...(month > 5 ? { 'azure/gpt-5': price(2, 11, 'azure') } : {}),
    ...(month > 7 ? { 'claude-late': price(2, 8) } : {}),
  }
  return writeText(join(tempFolder(), 'prices.json'), JSON.stringify(list))
}

async function sync({ rimuru }: JobRepository, month: number, moment: string): Promise<void> {
  const args = ['prices', 'sync', '--provider', 'litellm', '--from', listOf(month)]
  const { code, stderr, stdout } = await rimuru(args, clockAt(moment))
  expect([code, stderr, code === 0 ? '' : stdout]).toEqual([0, '', ''])
}

const momentOf = (month: number): string => new Date(Date.UTC(2026, 2 + month, 11, 5)).toISOString()

const bytesOf = ({ root }: JobRepository): Record<string, string> =>
  Object.fromEntries(
    filesBelow(join(root, 'reports/daily', DAY), '').map((path) => [
      path.slice(root.length),
      readFileSync(path, 'utf8'),
    ]),
  )

it('a report from a lock is the same to the byte a year and ten syncs later, in the state of then and in a new one', async () => {
  const repository = repositoryOf(MODELS)
  const { run, rimuru } = repository
  await sync(repository, 0, momentOf(0))
  expect((await run(['daily'], clockAt(momentOf(0)))).record.totals).toMatchObject({
    requests: 5,
    unpriced_requests: 0,
  })
  const costs = ['costs', '--json', '--since', DAY, '--until', DAY]
  const [report, answer] = [bytesOf(repository), (await rimuru(costs)).stdout]
  expect(Object.keys(report).length).toBeGreaterThan(4)

  for (let month = 1; month <= 10; month++) {
    await sync(repository, month, momentOf(month))
    if (month % 4 !== 0) continue
    const { record } = await run(['daily'], clockAt(momentOf(month)))
    // Dearer from now on, and nothing that was told before is otherwise.
    expect(record.restated).toEqual([])
    expect(record.prices!.version).not.toBe(JSON.parse(answer).prices.version)
  }
  const yearLater = clockAt('2027-03-11T05:00:00Z')
  for (const state of [{}, { RIMURU_HOME: tempFolder() }]) {
    const { record, code } = await run(['daily', '--date', DAY], { ...yearLater, ...state })
    expect(code).toBe(0)
    expect(record.outputs.filter(({ path }) => path.includes(DAY)).map(({ change }) => change)).not.toContain('changed')
    expect(bytesOf(repository)).toEqual(report)
    expect((await rimuru(costs, { ...yearLater, ...state })).stdout).toBe(answer)
  }
}, 240_000)

it('the first price of a model that had none is told as a restatement, and not with --freeze', async () => {
  const repository = repositoryOf(['claude-late'])
  const { run } = repository
  await sync(repository, 7, momentOf(0))
  expect((await run(['daily'], clockAt(momentOf(0)))).record.totals).toMatchObject({ unpriced_requests: 1 })
  await sync(repository, 8, momentOf(1))
  const frozen = await run(['daily', '--freeze'], clockAt(momentOf(1)))
  expect(frozen.record).toMatchObject({ restated: [], totals: { unpriced_requests: 0 } })
  const { record } = await run(['daily'], clockAt(momentOf(1)))
  expect(record.restated).toMatchObject([{ period: { since: DAY, until: DAY }, old_cost_usd: '0', reasons: ['price'] }])
}, 120_000)
