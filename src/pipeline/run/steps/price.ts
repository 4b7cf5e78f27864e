import { priceData } from '../../report.ts'
import type { RunContext, RunState, StepResult } from '../context.ts'

export async function priceStep(
  { job, settings }: RunContext,
  { data, period, readable }: Required<RunState>,
): Promise<StepResult> {
  if (!readable) return { detail: 'there is nothing to price', skipped: true }
  const report = await priceData(data, { ...job.filters, ...period, timezone: job.timezone })
  const { version, asOf } = report.book
  const input = { ...report, mode: settings.pricing.cost }
  return { detail: `prices of ${asOf}, ${version.slice(0, 19)}`, state: { input } }
}
