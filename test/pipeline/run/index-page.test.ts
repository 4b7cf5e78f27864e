import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { addDays } from '../../../src/core/days.ts'
import { derivedIndex, indexPage } from '../../../src/pipeline/run/index-page.ts'
import type { RunFile } from '../../../src/pipeline/run/record-file.ts'
import { isSealed } from '../../../src/pipeline/run/seal.ts'
import { tempFolder, writeText } from '../../helpers/folders.ts'
import { budgetOf, runFile } from './run-files.ts'

/** A report folder with what runs have left in it. */
function reports(files: Readonly<Record<string, RunFile | string>> = {}): string {
  const folder = tempFolder()
  for (const [at, file] of Object.entries(files)) {
    writeText(join(folder, at, 'run.json'), typeof file === 'string' ? file : JSON.stringify(file))
  }
  return folder
}

const fresh = (run: RunFile = runFile('2026-11-19'), job = 'night') => ({ job, label: run.period.since, run })
const rowsOf = (page: string): string[] => page.split('\n').filter((line) => line.startsWith('| ['))

describe('the index of the reports', () => {
  it('is this page after the first run', () => {
    const page = indexPage(reports(), fresh())
    expect(page.replace(/[0-9a-f]{64}/, 'SEAL')).toBe(`# Reports

## night

| Period | Cost | Change | Requests | Budgets |
|---|---:|---:|---:|---|
| [Thursday, 19 November 2026](night/2026-11-19/report.md) | $1.50 |  | 3 |  |

<!-- sha256:SEAL -->
`)
    expect(isSealed(writeText(join(tempFolder(), 'README.md'), page))).toBe(true)
  })

  it('has the newest day first, each with its change from the one before', () => {
    const folder = reports({
      'night/2026-11-17': runFile('2026-11-17', {}, { cost_usd: '2' }),
      'night/2026-11-16': runFile('2026-11-16', {}, { cost_usd: '0' }),
      'night/2026-11-18': runFile('2026-11-18', {}, { cost_usd: '0.5' }),
    })
    const page = indexPage(folder, fresh(runFile('2026-11-19', {}, { cost_usd: '1234.5', requests: 12_345 })))
    expect(rowsOf(page)).toEqual([
      '| [Thursday, 19 November 2026](night/2026-11-19/report.md) | $1,234.50 | 2469.0 times | 12,345 |  |',
      '| [Wednesday, 18 November 2026](night/2026-11-18/report.md) | $0.50 | −75.0 % | 3 |  |',
      '| [Tuesday, 17 November 2026](night/2026-11-17/report.md) | $2.00 |  | 3 |  |',
      '| [Monday, 16 November 2026](night/2026-11-16/report.md) | $0.00 |  | 3 |  |',
    ])
  })

  it('says of a change which way it went, and is never all of it where something is left', () => {
    const costs = ['100', '100', '99.96', '100', '0.01', '0']
    const days = costs.map((cost_usd, i) => {
      const day = addDays('2026-11-13', i)
      return [`night/${day}`, runFile(day, {}, { cost_usd })] as const
    })
    const page = indexPage(reports(Object.fromEntries(days)), fresh(runFile('2026-11-19', {}, { cost_usd: '0.0004' })))
    expect(rowsOf(page).map((row) => row.split(' | ').slice(1, 3))).toEqual([
      ['<$0.01', ''],
      ['$0.00', '−100.0 %'],
      ['$0.01', '−99.9 %'],
      ['$100.00', '+<0.1 %'],
      ['$99.96', '−<0.1 %'],
      ['$100.00', '='],
      ['$100.00', ''],
    ])
  })

  it('shows the name of a job as it is, and as a link to its folder', () => {
    const days = Array.from({ length: 32 }, (_, i) => addDays('2026-10-01', i))
    const job = '<img src=x>_[a](b)_'
    const page = indexPage(reports(Object.fromEntries(days.map((day) => [`${job}/${day}`, runFile(day)]))), fresh())
    expect(page).toContain('\n## &lt;img src=x>\\_\\[a\\](b)\\_\n')
    expect(page).toContain('1 older one is in [&lt;img src=x>\\_\\[a\\](b)\\_](%3Cimg%20src%3Dx%3E_%5Ba%5D%28b%29_).\n')
  })

  it('draws the oldest on the left, and the highest as the largest', () => {
    const days = ['10', '12', '14', '16'].map((day, i) => [
      `night/2026-11-${day}`,
      runFile(`2026-11-${day}`, {}, { cost_usd: String([0, 35, 70, 10][i]) }),
    ])
    expect(
      indexPage(reports(Object.fromEntries(days)), fresh(runFile('2026-11-19', {}, { cost_usd: '60' }))),
    ).toContain('\n`▁▄█▂▇` between $0.00 and $70.00\n')
    const twice = reports({ 'night/2026-11-18': runFile('2026-11-18', {}, { cost_usd: '0' }) })
    const none = fresh(runFile('2026-11-19', {}, { cost_usd: '0' }))
    expect(indexPage(twice, none)).toContain('\n`▁▁` between $0.00 and $0.00\n')
    expect(indexPage(reports(), none)).not.toContain('▁')
  })

  it('has the same order whichever of two that end on the same day has run, the one that begins later first', () => {
    const day = runFile('2026-11-15')
    const week = runFile('2026-11-09', { period: { since: '2026-11-09', until: '2026-11-15', timezone: 'UTC' } })
    const folder = reports({ 'night/2026-11-15': day, 'night/2026-11-09_2026-11-15': week, 'night/again': day })
    const page = indexPage(folder, { job: 'night', label: '2026-11-09_2026-11-15', run: week })
    expect(indexPage(folder, { job: 'night', label: '2026-11-15', run: day })).toBe(page)
    expect([...page.matchAll(/\((.+)\/report\.md\)/g)].map(([, at]) => at)).toEqual([
      'night/again',
      'night/2026-11-15',
      'night/2026-11-09_2026-11-15',
    ])
  })

  it('takes the run at hand before what an earlier one has left of the same day', () => {
    const folder = reports({ 'night/2026-11-19': runFile('2026-11-19', {}, { cost_usd: '9' }) })
    expect(rowsOf(indexPage(folder, fresh()))).toEqual([
      '| [Thursday, 19 November 2026](night/2026-11-19/report.md) | $1.50 |  | 3 |  |',
    ])
  })

  it('has a section for each job, by name, and is the same whichever of them has run', () => {
    const night = runFile('2026-11-19')
    const week = runFile('2026-11-09', { period: { since: '2026-11-09', until: '2026-11-15', timezone: 'UTC' } })
    const both = reports({ 'night/2026-11-19': night, 'a-week/2026-11-09': week })
    const page = indexPage(both, fresh(night))
    expect(page.match(/^## .*/gm)).toEqual(['## a-week', '## night'])
    expect(rowsOf(page)[0]).toContain('[9 to 15 November 2026](a-week/2026-11-09/report.md)')
    expect(indexPage(both, { job: 'a-week', label: '2026-11-09', run: week })).toBe(page)
  })

  it('is the same page for a tree of git as for a folder', () => {
    const [night, week] = [runFile('2026-11-19'), runFile('2026-11-09')]
    const folder = reports({ 'a-week/2026-11-09': week })
    const { path, isSource, content } = derivedIndex(folder)
    const tree = new Map([
      ['night/2026-11-19/run.json', JSON.stringify(night)],
      ['night/notes/run.json', 'no run'],
      ['a-week/2026-11-09/run.json', JSON.stringify(week)],
    ])
    expect(path).toBe(join(folder, 'README.md'))
    expect(content(tree)).toBe(indexPage(folder, fresh(night)))
    expect([...tree.keys()].every(isSource)).toBe(true)
    expect(['run.json', 'night/run.json', 'night/2026-11-19/report.md', 'a/b/c/run.json'].filter(isSource)).toEqual([])
  })

  it('marks what leaves something out, and says which budgets do not hold', () => {
    const budgets = [budgetOf('team', 'alarm'), budgetOf('fine', 'ok'), budgetOf('ci', 'warn')]
    const page = indexPage(reports(), fresh(runFile('2026-11-19', { budgets }, { unpriced_requests: 1 })))
    const [row] = rowsOf(page)
    expect(page).toContain('|\n\n\\* Some requests have no known price and are not in the cost.\n')
    expect(row).toMatch(/ \| \$1\.50\\\* \|  \| 3 \| team alarm, ci warn \|$/)
  })

  it('links to the page that there is, or to the folder', () => {
    const linked = (...paths: readonly string[]): string => {
      const outputs = paths.map((path) => ({ path, media_type: 'text/html', rows: 0, sha256: '4' }))
      const [row = ''] = rowsOf(indexPage(reports(), fresh(runFile('2026-11-19', { outputs }))))
      return /\((.*?)\)/.exec(row)?.[1] ?? ''
    }
    expect(linked('report.html', 'report.md')).toBe('night/2026-11-19/report.md')
    expect(linked('report.html', 'report.json')).toBe('night/2026-11-19/report.html')
    expect(linked('costs.csv')).toBe('night/2026-11-19')
  })

  it.each([
    ['q?x', 'q%3Fx'],
    ['h#1', 'h%231'],
    ['a (b', 'a%20%28b'],
    ['100%', '100%25'],
  ])('links to the reports of a job called %s', (job, at) => {
    const days = Array.from({ length: 32 }, (_, i) => new Date(Date.UTC(2026, 9, 1 + i)).toISOString().slice(0, 10))
    const page = indexPage(
      reports(Object.fromEntries(days.map((day) => [`${job}/${day}`, runFile(day)]))),
      fresh(runFile('2026-11-19'), job),
    )
    expect(rowsOf(page)[0]).toContain(`](${at}/2026-11-19/report.md) |`)
    expect(page).toContain(`2 older ones are in [${job}](${at}).`)
  })

  it('passes over what no run has left', () => {
    const folder = reports({
      'night/2026-11-18': '{ "kind": "report-run", "outp',
      'night/notes': '{ "kind": "something else" }',
      'other/2026-11-18': '[]',
    })
    writeText(join(folder, 'README.md'), 'old')
    const page = indexPage(folder, fresh())
    expect(rowsOf(page)).toHaveLength(1)
    expect(page).not.toContain('other')
  })

  it('has the last 31, and says where the older ones are', () => {
    const day = (i: number): string => new Date(Date.UTC(2026, 9, 1 + i)).toISOString().slice(0, 10)
    const of = (count: number): string =>
      indexPage(
        reports(Object.fromEntries(Array.from({ length: count }, (_, i) => [`night/${day(i)}`, runFile(day(i))]))),
        fresh(),
      )
    expect(rowsOf(of(30))).toHaveLength(31)
    expect(of(30)).not.toContain('older')
    expect(of(31)).toContain('\n1 older one is in [night](night).\n')
    const page = of(33)
    expect(rowsOf(page)).toHaveLength(31)
    expect(page).toContain('\n3 older ones are in [night](night).\n')
    // The first of them still has what it is compared with.
    expect(rowsOf(page).at(-1)).toContain('| = |')
  })
})
