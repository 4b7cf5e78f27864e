import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { annotation, outputLines } from '../../plugins/github/commands.ts'
import { tempFolder, writeText } from '../helpers/folders.ts'
import { ALERT, DIGEST, HUGE, HUGE_DIGEST, startNotifier } from '../helpers/notifications.ts'
import type { Notifying } from '../helpers/notifications.ts'

interface Job extends Notifying {
  readonly summary: () => string
  readonly outputs: () => string
}

async function startJob(already = ''): Promise<Job> {
  const folder = tempFolder()
  const [summary, output] = ['summary.md', 'outputs'].map((name) => writeText(join(folder, name), already)) as [
    string,
    string,
  ]
  const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary, GITHUB_OUTPUT: output }
  const started = await startNotifier('github', {}, env)
  return { ...started, summary: () => readFileSync(summary, 'utf8'), outputs: () => readFileSync(output, 'utf8') }
}

describe('a job of GitHub Actions', () => {
  it('has the digest as its summary, behind what was there', async () => {
    const { notify, summary } = await startJob('# Before\n')
    expect(await notify()).toMatchObject({ delivered: true })
    expect(summary()).toBe(`# Before
## $412.87 · daily-report of 2026-11-20

**38 % more than on the last four Fridays**

**12,345** Requests · **67** Sessions

- 🟡 shop cost three times the usual: &lt;new> & large prompts.
- 🔹 gpt-6-sol was used for the first time.

| Budget | | |
| --- | --- | ---: |
| 🟡 team | ▰▰▰▰▰▰▰▰▱▱ | 82 % · $820.00 of $1,000.00 |
| 🟢 a &lt;b> & c | ▱▱▱▱▱▱▱▱▱▱ | 2 % · $1.00 of $50.00 |

> [!WARNING]
> No price is known for unknown-model: 3 requests with 1,200 tokens are not in the cost.

### By model

| | | |
| --- | ---: | --- |
| claude-opus-4-5 | $301.50 | ████████████ |
| gpt-6-sol | $100.25 | ████ |
| a-model-with-a-name-that-is-very-long-indeed | $11.12 | ▌ |
| unknown-model | – |  |

### By project

| | | |
| --- | ---: | --- |
| shop | $400.00 | ████████████ |
| \\\`tick\\\` &lt;tag> & \\*star\\* | $12.87 | ▍ |

[Read the report](<https://github.com/acme/costs/blob/main/reports/daily-report/2026-11-20/report.md?a=1&b=2>) · 2026-11-20, Europe/Berlin · 214 files read, 1 damaged line left out · prices of 2026-11-19

`)
  })

  it('has outputs for the steps after it', async () => {
    const { notify, outputs } = await startJob('before=1\n')
    await notify()
    expect(outputs()).toBe(`before=1
total-usd=412.8731
status=warn
report-path=reports/daily-report/2026-11-20
level=warning
`)
  })

  it('is shown the line of the budget, as an error where it is used up', async () => {
    const { notify } = await startJob()
    expect((await notify()).output).toEqual([
      '::warning file=rimuru.config.ts,line=12,title=Budget team%3A warn::At this pace it ends at $1,230 on 2026-11-30.',
    ])
    expect((await notify(ALERT, null)).output).toEqual([
      '::error file=rimuru.config.ts,line=12,title=Budget team%3A alarm::At this pace it ends at $1,230 on 2026-11-30.',
    ])
    const [budget] = DIGEST.metadata.budgets as readonly [object]
    const budgets = [{ ...budget, state: 'unknown', file: null, line: null, message: 'no data' }]
    const unknown = { ...DIGEST, metadata: { ...DIGEST.metadata, budgets } }
    expect((await notify(unknown)).output).toEqual(['::warning title=Budget team%3A unknown::no data'])
  })

  it('has at most 1 MiB of summary, what was there included', async () => {
    const { notify, summary } = await startJob('x'.repeat((1 << 20) - 60_000))
    expect(await notify(HUGE_DIGEST, { ...HUGE, highlights: [], warnings: [] })).toMatchObject({ delivered: true })
    expect(Buffer.byteLength(summary())).toBeLessThanOrEqual(1 << 20)
    expect(summary()).toMatch(/_and \d+ more in the report_\n\n\[Read the report\].*\n\n$/)
    const full = await startJob('x'.repeat(1 << 20))
    expect(await full.notify()).toMatchObject({ delivered: true })
    expect(full.summary()).toHaveLength(1 << 20)
  })

  it('can be tried', async () => {
    const { plugin, summary, outputs } = await startJob()
    const { delivered, output } = await plugin.call('notify/test', {})
    expect([delivered, output]).toEqual([
      true,
      [expect.stringMatching(/^::notice title=Rimuru%3A a test message::Some/)],
    ])
    expect(summary()).toMatch(/^## Rimuru: a test message\n/)
    expect(outputs()).toBe('')
  })
})

describe('outside of GitHub Actions', () => {
  it('nothing is done', async () => {
    const file = join(tempFolder(), 'summary.md')
    const { notify } = await startNotifier('github', {}, { GITHUB_STEP_SUMMARY: file, GITHUB_OUTPUT: file })
    expect(await notify()).toEqual({
      delivered: false,
      skipped: true,
      detail: 'this is no job of GitHub Actions: nothing was done',
    })
    expect(existsSync(file)).toBe(false)
    expect(statSync(join(file, '..')).isDirectory()).toBe(true)
  })
})

describe('what the runner of GitHub reads', () => {
  it('is escaped as it documents', () => {
    const given = { level: 'error', title: 'a:b, 100 %', message: 'one, two: 50 %\r\nthree', file: 'a,b:c.ts', line: 3 }
    expect(annotation({ ...given, level: 'error' })).toBe(
      '::error file=a%2Cb%3Ac.ts,line=3,title=a%3Ab%2C 100 %25::one, two: 50 %25%0D%0Athree',
    )
  })

  it('has texts of several lines between two lines that cannot be guessed', () => {
    const [first, ...rest] = outputLines({ a: 'one\ntwo', b: '3' }).split('\n')
    const [, delimiter] = /^a<<(rimuru_[\da-f-]{36})$/.exec(first!) ?? []
    expect(rest).toEqual(['one', 'two', delimiter, 'b=3', ''])
    expect(outputLines({ a: '\n' })).not.toContain(delimiter)
  })
})
