import { join, relative } from 'node:path'
import type { RunDocument } from '../../pipeline/run/record.ts'
import { dollarsOf } from '../../reports/sections/budgets.ts'
import { moneyOf } from '../../reports/sections/amounts.ts'
import type { Io } from '../io.ts'
import { paint } from './paint.ts'

/** What people want to know of a run that is over: the number, where the report is, and what needs attention. */
export function printRun(
  document: RunDocument,
  io: Io,
  places: { readonly folder: string; readonly cwd: string },
): void {
  const style = paint(io.outColour)
  const { totals, period, budgets, deliveries, stopped, status, dry_run: dry } = document
  if (totals && period) {
    const span = period.since === period.until ? period.since : `${period.since} to ${period.until}`
    const star = totals.unpriced_requests > 0 ? '*' : ''
    io.out(`${style.bold(`${dollarsOf(moneyOf(totals.cost_usd))}${star}`)} on ${span}, ${totals.requests} requests\n`)
  }
  for (const { state, message } of budgets) {
    if (state !== 'ok') io.out(`${state === 'alarm' ? style.red('alarm') : style.yellow(state)}: ${message}\n`)
  }
  for (const { plugin, subject, state, detail } of deliveries) {
    if (state === 'failed' || state === 'unknown')
      io.out(`${plugin}: ${subject} ${state}${detail ? `, ${detail}` : ''}\n`)
  }
  if (stopped !== null) io.out(`${style.red('stopped')}: ${stopped}\n`)
  const page = document.outputs.find(({ path }) => path.endsWith('.md') && path.includes('/')) ?? document.outputs[0]
  if (page && !dry) io.out(`${style.dim('report')} ${relative(places.cwd, join(places.folder, page.path))}\n`)
  if (dry) for (const { path, change } of document.outputs) io.out(`${change.padEnd(8)} ${path}\n`)
  if (status === 'unknown') io.out('Nothing was found to report from, so nothing was written.\n')
}
