import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { listJobs, loadJob } from '../../src/config/jobs.ts'
import type { Job } from '../../src/config/jobs.ts'
import { resolveConfig } from '../../src/config/settings.ts'
import type { RimuruConfig } from '../../src/config/types.ts'
import { RimuruError } from '../../src/core/errors.ts'
import { jsonOf } from '../helpers/cli.ts'
import { tempFolder, writeText } from '../helpers/folders.ts'

interface Given {
  readonly files?: Readonly<Record<string, string>>
  readonly config?: RimuruConfig
}

function load(name: string, { files = {}, config = { version: 1 } }: Given): Promise<Job> {
  const folder = tempFolder()
  for (const [path, text] of Object.entries(files)) writeText(join(folder, path), text)
  const env = { HOME: folder, RIMURU_HOME: join(folder, 'state') }
  return loadJob(name, { settings: resolveConfig(config), timezone: 'UTC', configDir: folder, env })
}

async function problem(job: string, config?: RimuruConfig): Promise<string> {
  const files = { 'jobs/night.json': job }
  const error: unknown = await load('night', { files, ...(config ? { config } : {}) }).catch(
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof RimuruError)) throw new Error('it did not fail')
  expect(error.code).toBe('E3001')
  expect(error.where).toMatch(/jobs.night\.json$/)
  return error.message
}

describe('a job file', () => {
  it('needs a period alone, all else has a default', async () => {
    const job = await load('night', { files: { 'jobs/night.json': '{"period":"yesterday"}' } })
    expect(job).toMatchObject({
      name: 'night',
      schedule: null,
      timezone: 'UTC',
      filters: { agents: [], models: [], projects: [], branches: [] },
      report: { title: null, top: 10 },
      export: [],
      notify: [],
      publish: {
        mode: 'commit',
        folder: 'reports',
        remote: 'origin',
        branch: 'rimuru/night',
        hooks: false,
        sign: false,
      },
      budgets: null,
      fail: { budget: 'alarm', strict: false },
    })
  })

  it('says what it writes, whom it tells and what it asks', async () => {
    const job = {
      schedule: { cron: '30 6 * * 1-5', timezone: 'Europe/Berlin' },
      period: { since: '2026-11-01', until: '2026-11-19' },
      export: ['markdown', { plugin: 'csv', data: 'costs' }],
      notify: ['slack'],
      publish: false,
      hooks: [{ plugin: 'guard', on: ['CostThreshold'], threshold: '10.5' }],
    }
    expect(await load('night', { files: { 'jobs/night.json': JSON.stringify(job) } })).toMatchObject({
      schedule: { cron: '30 6 * * 1-5', timezone: 'Europe/Berlin' },
      period: { since: '2026-11-01', until: '2026-11-19' },
      export: [{ plugin: 'markdown' }, { plugin: 'csv', data: 'costs' }],
      notify: [{ plugin: 'slack' }],
      publish: null,
      hooks: [{ plugin: 'guard', threshold: 10_500_000_000_000_000_000n }],
    })
  })

  it('may be TypeScript that takes its types from the program', async () => {
    const cwd = tempFolder()
    const text =
      "import { defineJob } from 'rimuru'\nexport default defineJob({ schedule: '5 4 * * *', period: 'last-week' })"
    writeText(join(cwd, 'jobs/night.ts'), text)
    const { jobs } = await jsonOf<{ jobs: readonly { name: string }[] }>(['jobs', '-z', 'Asia/Tokyo'], { cwd })
    expect(jobs.find(({ name }) => name === 'night')).toMatchObject({
      schedule: { cron: '5 4 * * *', timezone: 'Asia/Tokyo' },
      period: 'last-week',
      problem: null,
    })
  })

  it('takes from the config how it is published, and says more itself', async () => {
    const files = { 'jobs/night.json': '{"period":"yesterday","publish":{"branch":"costs"}}' }
    const config: RimuruConfig = { version: 1, publish: { mode: 'pull-request', branch: 'other', folder: 'out' } }
    expect((await load('night', { files, config })).publish).toMatchObject({
      mode: 'pull-request',
      branch: 'costs',
      folder: 'out',
    })
  })

  it('of your own goes before one that comes with the program', () => {
    const folder = tempFolder()
    writeText(join(folder, 'jobs/daily-report.yaml'), 'period: yesterday')
    const jobs = listJobs(folder)
    expect(jobs.find(({ name }) => name === 'daily-report')?.path).toBe(join(folder, 'jobs/daily-report.yaml'))
    expect(jobs.map(({ name }) => name)).toEqual(['budget-check', 'daily-report', 'monthly-close', 'weekly-digest'])
  })
})

describe('a wrong job', () => {
  it('that is not there names those that are, and the nearest', async () => {
    await expect(load('daily-reprot', {})).rejects.toThrow(
      'there is no job "daily-reprot", did you mean "daily-report"?',
    )
  })

  it.each(['.', '..'])('cannot be called %j, for its folder would be another', async (name) => {
    await expect(load(name, { files: { [`jobs/${name}.json`]: '{"period":"yesterday"}' } })).rejects.toMatchObject({
      code: 'E3001',
      message: `a job cannot be called "${name}": its reports have a folder of that name`,
      hint: 'give the file another name',
    })
  })

  it.each([
    [
      '{"period":"yesterdy"}',
      /^period: expected one of "yesterday".*, or an object, got "yesterdy", did you mean "yesterday"\?$/,
    ],
    ['{"period":{"since":"2026-11-02","until":"2026-11-01"}}', /^period: since is after until$/],
    ['{"period":{"since":"2026-02-30","until":"2026-03-01"}}', /^period\.since: expected a day as YYYY-MM-DD$/],
    ['{}', /^period: missing$/],
    ['{"period":"yesterday","exports":[]}', /^exports: unknown key, did you mean "export"\?$/],
    [
      '{"period":"yesterday","export":[{"plugin":"csv","data":"cost"}]}',
      /^export\[0\]\.data: expected one of .*did you mean "costs"\?$/,
    ],
    [
      '{"period":"yesterday","export":["csv",{"plugin":"csv","data":"costs","fields":["id","costusd"]}]}',
      /^export\[1\]\.fields: costs have no field "costusd", did you mean "cost_usd"\?$/,
    ],
    [
      '{"period":"yesterday","export":[{"plugin":"csv","fields":["id"]}]}',
      /^export\[0\]\.fields: a report has columns of its own$/,
    ],
    ['{"period":"yesterday","export":[7]}', /^export\[0\]: expected a text, or an object, got 7$/],
    [
      '{"period":"yesterday","notify":[{"plugin":"slack","wen":"always"}]}',
      /^notify\[0\]\.wen: unknown key, did you mean "when"\?$/,
    ],
    ['{"period":"yesterday","publish":{"mode":"comit"}}', /^publish\.mode: expected one of .*did you mean "commit"\?$/],
    ...['.', './', './/.'].map((folder): [string, RegExp] => [
      `{"period":"yesterday","publish":{"folder":"${folder}"}}`,
      /^publish\.folder: expected a folder below the config's, not the same one$/,
    ]),
    ['{"period":"yesterday","publish":{"folder":"../up"}}', /^publish\.folder: expected a folder inside the config's$/],
    [
      '{"period":"yesterday","hooks":[{"plugin":"g","on":["Sessionstart"]}]}',
      /^hooks\[0\]\.on\[0\]: one of SessionStart/,
    ],
    ['{"period":"yesterday","timezone":"Europe/Berln"}', /^timezone: .*did you mean "Europe\/Berlin"\?$/],
    ['[]', /^a job must be an object of plain values, got an empty list$/],
  ])('%s is said in one sentence', async (text, message) => {
    expect(await problem(text)).toMatch(message)
  })

  it('is corrected by what is said of the key that is wrong', async () => {
    const job = JSON.stringify({ period: 'yesterday', export: [{ plugin: 'csv', data: 'cost' }] })
    await expect(load('night', { files: { 'jobs/night.json': job } })).rejects.toMatchObject({
      hint: 'export[0].data: What it is given. Default: report.',
    })
  })

  it('names agents in any letters and with a star', async () => {
    const filters = { agents: ['Codex', 'claude-*', 'mine'] }
    const files = { 'jobs/night.json': JSON.stringify({ period: 'yesterday', filters }) }
    const job = await load('night', { files, config: { version: 1, plugins: { mine: {} } } })
    expect(job.filters.agents).toEqual(['codex', 'claude-code', 'mine'])
  })

  it('names no agent that there is not: its report would be of nothing', async () => {
    expect(await problem('{"period":"yesterday","filters":{"agents":["claude"]}}')).toBe(
      'filters.agents: there is no agent "claude", did you mean "claude-code"?',
    )
  })

  it('that names a budget of which the config knows nothing is an error', async () => {
    const config: RimuruConfig = { version: 1, budgets: [{ name: 'team', amount: 5, period: 'month' }] }
    expect(await problem('{"period":"yesterday","budgets":["taem"]}', config)).toBe(
      'budgets: there is no "taem", did you mean "team"?',
    )
  })

  it('a budget without a real amount is none', async () => {
    const { validateConfig } = await import('../../src/config/validate.ts')
    const check = (amount: unknown) =>
      validateConfig(
        { version: 1, budgets: [{ name: 'team', amount, period: 'month' }] },
        'c.ts',
        { agentIds: [] },
        { folder: '/', home: '/' },
      )
    expect(() => check(0)).toThrow('budgets[0].amount: expected an amount in USD above 0, such as 500')
    expect(() => check('a lot')).toThrow('budgets[0].amount: expected an amount in USD above 0')
    expect(() => check(true)).toThrow('budgets[0].amount: expected a number, or a text, got true')
    expect(check('12.50').budgets?.[0]?.amount).toBe('12.50')
  })
})
