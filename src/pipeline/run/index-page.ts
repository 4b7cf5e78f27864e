import { join } from 'node:path'
import { spanName } from '../../core/calendar.ts'
import { count } from '../../core/count.ts'
import { parseMoney } from '../../core/money.ts'
import type { Money } from '../../core/money.ts'
import { percentOf, timesOf } from '../../reports/digest/stats.ts'
import { dollarsOf } from '../../reports/sections/budgets.ts'
import { namesIn } from './files.ts'
import { readRunFile, RUN_FILE } from './record-file.ts'
import type { RunFile } from './record-file.ts'
import { PAGE_SEAL, sealed } from './seal.ts'

const MOST_PERIODS = 31
const STEPS = '▁▂▃▄▅▆▇█'

interface Entry {
  readonly folder: string
  readonly run: RunFile
}

/** The page at the top of the report folder, made anew from the run files below it. `fresh` is one that is not there yet. */
export function indexPage(
  folder: string,
  fresh: { readonly job: string; readonly label: string; readonly run: RunFile },
): string {
  const jobs = new Map<string, Entry[]>()
  for (const job of new Set([...namesIn(folder), fresh.job].sort())) {
    const entries = entriesOf(folder, job, fresh)
    if (entries.length > 0) jobs.set(job, entries)
  }
  const sections = [...jobs].map(([job, entries]) => sectionOf(job, entries)).join('')
  return sealed(`# Reports\n${sections}\n${PAGE_SEAL}\n`)
}

function entriesOf(folder: string, job: string, fresh: { job: string; label: string; run: RunFile }): Entry[] {
  const labels = new Set(namesIn(join(folder, job)))
  if (job === fresh.job) labels.add(fresh.label)
  return [...labels]
    .flatMap((label) => {
      const run =
        job === fresh.job && label === fresh.label ? fresh.run : readRunFile(join(folder, job, label, RUN_FILE))
      return run ? [{ folder: `${job}/${label}`, run }] : []
    })
    .sort((a, b) => (a.run.period.until === b.run.period.until ? 0 : a.run.period.until < b.run.period.until ? 1 : -1))
}

function sectionOf(job: string, entries: readonly Entry[]): string {
  const shown = entries.slice(0, MOST_PERIODS)
  const costs = shown.map(({ run }) => costOf(run)).reverse()
  const older = entries.length - shown.length
  const rows = shown.map((entry, i) => rowOf(entry, entries[i + 1]))
  const hasGaps = shown.some(({ run }) => run.totals.unpriced_requests > 0)
  return `
## ${job}
${trendOf(costs)}
| Period | Cost | Change | Requests | Budgets |
|---|---:|---:|---:|---|
${rows.join('\n')}
${hasGaps ? '\n\\* Some requests have no known price and are not in the cost.\n' : ''}${older > 0 ? `\n${older === 1 ? '1 older one is' : `${older} older ones are`} in [${job}](${job}).\n` : ''}`
}

function rowOf({ folder, run }: Entry, before: Entry | undefined): string {
  const page =
    run.outputs.find(({ path }) => path === 'report.md') ?? run.outputs.find(({ path }) => path === 'report.html')
  const link = page ? `${folder}/${page.path}` : folder
  const was = before ? costOf(before.run) : 0n
  const alerts = run.budgets.filter(({ state }) => state !== 'ok').map(({ name, state }) => `${name} ${state}`)
  const cells = [
    `[${spanName(run.period)}](${encodeURI(link)})`,
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
  if (now >= 2n * before) return `${timesOf(now, before)} times`
  return `${change.startsWith('-') ? '−' : '+'}${change.replace('-', '')} %`
}

/** The oldest on the left; the highest is the largest of them. One alone is no trend. */
function trendOf(costs: readonly Money[]): string {
  if (costs.length < 2) return ''
  const [least, most] = [costs.reduce((a, b) => (b < a ? b : a)), costs.reduce((a, b) => (b > a ? b : a))]
  const bars = costs.map((cost) => STEPS[most === 0n ? 0 : Number((cost * BigInt(STEPS.length - 1)) / most)])
  return `\n\`${bars.join('')}\` between ${dollarsOf(least)} and ${dollarsOf(most)}\n`
}
