import { join } from 'node:path'
import { spanName } from '../../core/calendar.ts'
import { count } from '../../core/count.ts'
import { markdownCell } from '../../core/markdown-cell.ts'
import { parseMoney } from '../../core/money.ts'
import type { Money } from '../../core/money.ts'
import { dollarsOf } from '../../core/dollars.ts'
import type { DerivedFile } from '../../git/derived.ts'
import { percentOf, timesOf } from '../../reports/digest/stats.ts'
import { namesIn } from './files.ts'
import { linkTo } from './places.ts'
import { parseRunFile, readRunFile, RUN_FILE } from './record-file.ts'
import type { RunFile } from './record-file.ts'
import { PAGE_SEAL, sealed } from './seal.ts'

const MOST_PERIODS = 31
const STEPS = '▁▂▃▄▅▆▇█'

export const INDEX_FILE = 'README.md'

/** A report by its place: JOB/LABEL. */
interface Entry {
  readonly job: string
  readonly label: string
  readonly run: RunFile
}

/** The page at the top of the report folder, made anew from the run files below it. `fresh` is one that is not there yet. */
export function indexPage(folder: string, fresh: Entry): string {
  const found = namesIn(folder).flatMap((job) =>
    namesIn(join(folder, job)).flatMap((label) => entryOf(job, label, readRunFile(join(folder, job, label, RUN_FILE)))),
  )
  return pageOf([...found.filter(({ job, label }) => job !== fresh.job || label !== fresh.label), fresh])
}

const SOURCE = /^([^/]+)\/([^/]+)\/run\.json$/

/** The same page for a tree of git, which may have other reports than the work tree. */
export const derivedIndex = (folder: string): DerivedFile => ({
  path: join(folder, INDEX_FILE),
  isSource: (name) => SOURCE.test(name),
  content: (sources) =>
    pageOf(
      [...sources].flatMap(([name, text]) => {
        const [, job = '', label = ''] = SOURCE.exec(name) ?? []
        return entryOf(job, label, parseRunFile(text))
      }),
    ),
})

const entryOf = (job: string, label: string, run: RunFile | null): Entry[] => (run ? [{ job, label, run }] : [])

function pageOf(entries: readonly Entry[]): string {
  const jobs = Map.groupBy(entries, ({ job }) => job)
  const sections = [...jobs.keys()].sort().map((job) => sectionOf(job, jobs.get(job)!.toSorted(newestFirst)))
  return sealed(`# Reports\n${sections.join('')}\n${PAGE_SEAL}\n`)
}

/** Of those that end on the same day the one that begins later: the same order whatever they were found in. */
const newestFirst = (a: Entry, b: Entry): number => (orderOf(a) < orderOf(b) ? 1 : -1)

const orderOf = ({ run, label }: Entry): string => [run.period.until, run.period.since, label].join(' ')

function sectionOf(job: string, entries: readonly Entry[]): string {
  const shown = entries.slice(0, MOST_PERIODS)
  const costs = shown.map(({ run }) => costOf(run)).reverse()
  const older = entries.length - shown.length
  const rows = shown.map((entry, i) => rowOf(entry, entries[i + 1]))
  const hasGaps = shown.some(({ run }) => run.totals.unpriced_requests > 0)
  const name = markdownCell(job)
  return `
## ${name}
${trendOf(costs)}
| Period | Cost | Change | Requests | Budgets |
|---|---:|---:|---:|---|
${rows.join('\n')}
${hasGaps ? '\n\\* Some requests have no known price and are not in the cost.\n' : ''}${older > 0 ? `\n${older === 1 ? '1 older one is' : `${older} older ones are`} in [${name}](${linkTo(job)}).\n` : ''}`
}

function rowOf({ job, label, run }: Entry, before: Entry | undefined): string {
  const page =
    run.outputs.find(({ path }) => path === 'report.md') ?? run.outputs.find(({ path }) => path === 'report.html')
  const folder = `${job}/${label}`
  const link = page ? `${folder}/${page.path}` : folder
  const was = before ? costOf(before.run) : 0n
  const alerts = run.budgets.filter(({ state }) => state !== 'ok').map(({ name, state }) => `${name} ${state}`)
  const cells = [
    `[${spanName(run.period)}](${linkTo(link)})`,
    `${dollarsOf(costOf(run))}${run.totals.unpriced_requests > 0 ? '\\*' : ''}`,
    changeOf(costOf(run), was),
    count(run.totals.requests),
    alerts.join(', '),
  ]
  return `| ${cells.join(' | ')} |`
}

const costOf = ({ totals }: RunFile): Money => parseMoney(totals.cost_usd) ?? 0n

/** From twice as much on nobody reckons in percent. */
function changeOf(now: Money, before: Money): string {
  const change = percentOf(now - before, before)
  if (change === null) return ''
  if (now === before) return '='
  if (now >= 2n * before) return `${timesOf(now, before)} times`
  const size = change.replace('-', '')
  return `${now < before ? '−' : '+'}${size === '0.0' ? '<0.1' : size} %`
}

/** The oldest on the left; the highest is the largest of them. One alone is no trend. */
function trendOf(costs: readonly Money[]): string {
  if (costs.length < 2) return ''
  const [least, most] = [costs.reduce((a, b) => (b < a ? b : a)), costs.reduce((a, b) => (b > a ? b : a))]
  const bars = costs.map((cost) => STEPS[most === 0n ? 0 : Number((cost * BigInt(STEPS.length - 1)) / most)])
  return `\n\`${bars.join('')}\` between ${dollarsOf(least)} and ${dollarsOf(most)}\n`
}
