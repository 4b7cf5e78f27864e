import { dollarsOf } from '../../core/dollars.ts'
import { join, relative } from 'node:path'
import type { Output } from '../../pipeline/run/context.ts'
import type { RunDocument } from '../../pipeline/run/record.ts'
import { moneyOf } from '../../reports/sections/amounts.ts'
import { restatedHighlight } from '../../reports/sections/restated.ts'
import type { Io } from '../io.ts'
import { plural } from './numbers.ts'
import { paint } from './paint.ts'
import type { Paint } from './paint.ts'
import { printable, printableLine } from './printable.ts'
import { filesTable } from './run-files.ts'
import { wrapText } from './wrap.ts'

const LABEL = 7
const INDENT = ' '.repeat(LABEL + 2)

type Totals = NonNullable<RunDocument['totals']>

/** A star marks a cost that leaves something out; a dash one that has nothing else. */
export function runCost({ cost_usd: cost, unpriced_requests: unpriced }: Totals): string {
  if (unpriced === 0) return dollarsOf(moneyOf(cost))
  return cost === '0' ? '–*' : `${dollarsOf(moneyOf(cost))}*`
}

export const periodText = ({ since, until }: { readonly since: string; readonly until: string }): string =>
  since === until ? since : `${since} to ${until}`

/** What people want to know of a run that is over: the number, where the report is, and what needs attention. */
export function printRun(
  document: RunDocument,
  io: Pick<Io, 'out' | 'outColour' | 'width'>,
  places: { readonly folder: string; readonly cwd: string },
): void {
  const style = paint(io.outColour)
  const { totals, period, dry_run: dry } = document
  if (totals && period) {
    io.out(`${style.bold(runCost(totals))} on ${periodText(period)}, ${plural(totals.requests, 'request')}\n`)
    if (totals.unpriced_requests > 0) {
      io.out(`${style.dim(`* leaves out ${plural(totals.unpriced_requests, 'request')} without a known price`)}\n`)
    }
  }
  for (const { label, text } of matters(document)) {
    const first = `${matterPaint(label, style)(label)}${' '.repeat(INDENT.length - label.length)}`
    io.out(first + wrapText(text, io.width, INDENT, INDENT).slice(INDENT.length))
  }
  if (document.status === 'unknown') io.out('Nothing was found to report from, so nothing was written.\n')
  else if (dry) {
    if (document.outputs.length > 0) io.out(`\n${filesTable(document.outputs, io.width, style)}\n`)
    io.out(`${style.dim('A dry run: nothing was written, committed or sent.')}\n`)
  } else {
    const page = pageOf(document.outputs)
    if (page) io.out(`${style.dim('report')}   ${printable(relative(places.cwd, join(places.folder, page.path)))}\n`)
  }
}

/** The one to read, before those that are for programs. */
const pageOf = (outputs: readonly Output[]): Output | undefined => {
  const own = outputs.filter(({ path, change }) => path.includes('/') && change !== 'removed')
  return own.find(({ path }) => path.endsWith('.md')) ?? own.find(({ path }) => path.endsWith('.html')) ?? own[0]
}

/** What needs attention, the sort of it first. What a plugin says is no line of its own. */
export function matters(document: Partial<RunDocument>) {
  const { budgets = [], restated = [], deliveries = [], plugins = [], stopped = null } = document
  return [
    ...budgets.filter(({ state }) => state !== 'ok').map(({ state, message }) => ({ label: state, text: message })),
    ...restatedHighlight(restated).map(({ text }) => ({ label: 'restated', text })),
    ...deliveries
      .filter(({ state }) => state === 'failed' || state === 'unknown')
      .map(({ plugin, subject, state, detail }) => ({
        label: state,
        text: withDetail(`${plugin}, ${subject}`, detail),
      })),
    // Some of the receivers did not take it, say.
    ...deliveries
      .filter(({ state, detail }) => state === 'delivered' && detail !== null)
      .map(({ plugin, subject, detail }) => ({ label: 'note', text: withDetail(`${plugin}, ${subject}`, detail) })),
    ...plugins
      .filter(({ kind, verdict }) => kind !== 'notifier' && verdict === 'failed')
      .map(({ id, detail }) => ({ label: 'failed', text: withDetail(id, detail) })),
    ...(stopped === null ? [] : [{ label: 'stopped', text: stopped }]),
  ].map(({ label, text }) => ({ label, text: printableLine(text) }))
}

const MILD: ReadonlySet<string> = new Set(['warn', 'unknown', 'restated', 'note'])

export const matterPaint = (label: string, style: Paint): ((text: string) => string) =>
  MILD.has(label) ? style.yellow : style.red

const withDetail = (what: string, detail: string | null): string => (detail === null ? what : `${what}: ${detail}`)
