import { describe, expect, it } from 'vitest'
import { runCli } from '../helpers/cli.ts'
import { tempFolder } from '../helpers/folders.ts'
import { homeWith } from '../helpers/homes.ts'
import { jobRepository } from '../helpers/job-repository.ts'
import type { JobRepository } from '../helpers/job-repository.ts'

/** One request: 1,000 tokens in at $3 and 100 out at $15 a million, $0.0045. */
const HOME = (): string => homeWith([{ time: '2026-03-02T10:00:00Z', model: 'claude-sonnet-4-5' }])

const checked = ({ rimuru }: JobRepository, ...args: readonly string[]) =>
  rimuru(['budget', 'check', '--date', '2026-03-02', ...args])

describe('budget check', () => {
  it('shows each with what was spent of it, and exits 3 where one is over', async () => {
    const there = jobRepository({
      home: HOME(),
      config: {
        budgets: [
          { name: 'wide', amount: 100, period: 'month' },
          { name: 'tight', amount: '0.004', period: 'day' },
        ],
      },
    })
    const { code, stdout } = await checked(there)
    expect(code).toBe(3)
    const [heading, , wide, tight, message] = stdout.split('\n')
    expect(heading).toMatch(/^Budget +State +Period +Spent +Of +Used +Forecast +Pace$/)
    expect(wide).toMatch(/^wide +ok +March 2026 +<\$0\.01 +\$100\.00 +0\.0 % /)
    expect(tight).toMatch(/^tight +alarm +Monday, 2 March 2026 +<\$0\.01 +<\$0\.01 +112\.5 % /)
    expect(message).toMatch(/^tight has reached its alarm at 100 %: /)
    expect(JSON.parse((await checked(there, '--json')).stdout)).toMatchObject({
      schema_version: 1,
      kind: 'budgets',
      day: '2026-03-02',
      timezone: 'UTC',
      budgets: [
        { name: 'wide', state: 'ok', amount_usd: '100', spent_usd: '0.0045', used_percent: '0.0' },
        { name: 'tight', state: 'alarm', amount_usd: '0.004', spent_usd: '0.0045', used_percent: '112.5' },
      ],
    })
  })

  it('has a star at an amount that leaves something out, also where the budget holds', async () => {
    const requests = [
      { time: '2026-03-02T10:00:00Z', input: 1_000_000 },
      { time: '2026-03-02T11:00:00Z', model: 'made-up-model' },
    ]
    const there = jobRepository({
      home: homeWith(requests),
      config: { budgets: [{ name: 'wide', amount: 100, period: 'month' }] },
    })
    const { stdout } = await checked(there)
    expect(stdout).toMatch(/^wide +ok +March 2026 +\$6\.00\* +\$100\.00 +6\.0 % /m)
    expect(stdout).toMatch(/^\* leaves out requests without a price$/m)
  })

  it('exits by the state that it is told to fail on', async () => {
    const there = jobRepository({
      home: HOME(),
      config: { budgets: [{ name: 'near', amount: '0.005', period: 'day' }] },
    })
    const codes = []
    for (const on of ['warn', 'alarm', 'never']) codes.push((await checked(there, '--fail-on', on)).code)
    expect(codes).toEqual([3, 0, 0])
    expect((await checked(there)).code).toBe(0)
    expect((await checked(there)).stdout).toContain('near has reached its warning at 80 %')
  })

  it('takes data that is missing for unknown, not for kept, and exits 4 under --strict', async () => {
    const there = jobRepository({
      home: tempFolder(),
      config: { budgets: [{ name: 'wide', amount: 100, period: 'month' }] },
    })
    const { code, stdout } = await checked(there)
    expect(code).toBe(0)
    expect(stdout).toMatch(/^wide +unknown /m)
    expect((await checked(there, '--strict')).code).toBe(4)
  })

  it('says how to have one where there is none', async () => {
    const { code, stdout } = await runCli(['budget', 'check'])
    expect(code).toBe(0)
    expect(stdout).toBe(
      "The config has no budgets. One is: budgets: [{ name: 'team', amount: 500, period: 'month' }]\n",
    )
  })

  it('refuses a day that is yet to come, on which every budget would hold', async () => {
    const { code, stdout, stderr } = await runCli(['budget', 'check', '--date', '9999-01-01'])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(/^error E7001: --date 9999-01-01 is yet to come\n {2}name a day up to today, \d{4}-/)
  })

  it('refuses a state that there is not', async () => {
    const { code, stderr } = await runCli(['budget', 'check', '--fail-on', 'alrm'])
    expect(code).toBe(2)
    expect(stderr).toBe(
      'error E7001: --fail-on does not know "alrm", did you mean "alarm"?\n  one of warn, alarm, never\n',
    )
  })
})
