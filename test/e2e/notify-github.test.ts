import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { tempFolder, writeText } from '../helpers/folders.ts'
import { homeWith } from '../helpers/homes.ts'
import { jobRepository } from '../helpers/job-repository.ts'

const CONFIG = `import { defineConfig } from '#rimuru'

export default defineConfig({
  version: 1,
  timezone: 'UTC',
  publish: { author: { name: 'team', email: 'team@example.com' } },
  budgets: [
    { name: 'team-two', amount: 50, period: 'month', pace: false },
    {
      amount: '1.25',
      name: 'team',
      period: 'month',
    },
  ],
})
`

const ARGS = ['daily', '--date', '2026-03-10']
const REPORT = 'costs/reports/daily/2026-03-10/report.md'

/** What a runner gives each step. */
function workflow() {
  const folder = tempFolder()
  const [summary, outputs] = [writeText(join(folder, 'summary.md'), ''), writeText(join(folder, 'outputs'), '')]
  const env = {
    GITHUB_ACTIONS: 'true',
    GITHUB_STEP_SUMMARY: summary,
    GITHUB_OUTPUT: outputs,
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_REPOSITORY: 'acme/costs',
    GITHUB_REF_NAME: 'main',
  }
  return { env, summary: () => readFileSync(summary, 'utf8'), outputs: () => readFileSync(outputs, 'utf8') }
}

const repositoryWith = (config: string, folder: string) =>
  jobRepository({
    home: homeWith([{ time: '2026-03-10T10:00:00.000Z', input: 0, output: 100_000 }]),
    config,
    folder,
    jobs: { daily: { period: 'yesterday', export: ['markdown'], notify: ['github'] } },
  })

const annotationsIn = (text: string): string[] => text.split('\n').filter((line) => line.startsWith('::'))

const MESSAGE = 'team has reached its alarm at 100 %25: $1.50 of $1.25 spent (120.0 %25) from 2026-03-01 to 2026-03-31'

it('shows a workflow its summary, its outputs, and at which line of the config a budget is over', async () => {
  const { env, summary, outputs } = workflow()
  const { rimuru } = repositoryWith(CONFIG, 'costs')

  const { code, stdout, stderr } = await rimuru(['run', ...ARGS], env)
  expect(code).toBe(3)
  expect(annotationsIn(stderr + stdout)).toEqual([
    `::error file=costs/rimuru.config.ts,line=11,title=Budget team%3A alarm::${MESSAGE}`,
  ])
  expect(outputs()).toBe(`total-usd=1.5\nstatus=alarm\nreport-path=${REPORT}\nlevel=critical\n`)
  expect(summary()).toContain(`[Read the report](<https://github.com/acme/costs/blob/main/${REPORT}>)`)
  expect(summary()).toMatch(/^\| .* team \| .* \| .*120\.0 %/m)
})

it('prints one document with --json, and the annotations beside it', async () => {
  const { env } = workflow()
  const { run } = repositoryWith(CONFIG, '.')
  const { code, record, stderr } = await run(ARGS, env)
  expect({ code, state: record.deliveries[0]?.state }).toEqual({ code: 3, state: 'delivered' })
  expect(annotationsIn(stderr)).toEqual([
    `::error file=rimuru.config.ts,line=11,title=Budget team%3A alarm::${MESSAGE}`,
  ])
})

it('says outside of a workflow that it did nothing', async () => {
  const { code, record } = await repositoryWith(CONFIG.replace('1.25', '9'), '.').run(ARGS)
  expect({ code, deliveries: record.deliveries }).toMatchObject({
    code: 0,
    deliveries: [{ state: 'skipped', detail: 'this is no job of GitHub Actions: nothing was done' }],
  })
})
