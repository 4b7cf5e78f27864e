import { openPrices } from '../../prices/open-prices.ts'
import { priceWith } from '../../report.ts'
import { openBeside } from '../beside.ts'
import type { RunContext, RunState, StepResult } from '../context.ts'
import { frozenFor } from '../restate/find-restated.ts'

export async function priceStep(
  context: RunContext,
  { series, data, period, readable }: Required<RunState>,
): Promise<StepResult> {
  const { job, settings, freeze } = context
  if (!readable) return { detail: 'there is nothing to price', skipped: true }
  const current = await openPrices(settings.pricing)
  const book = freeze ? await frozenFor(context, series, data, current) : current
  const report = await priceWith(book, data, { ...job.filters, ...period, timezone: job.timezone })
  const input = { ...report, mode: settings.pricing.cost }
  const beside = context.dryRun ? {} : { beside: openBeside(context, series, input, data) }
  const detail = `prices of ${book.asOf}${freeze ? ', what was reported stays at those of then' : ''}`
  return { detail, state: { input, ...beside } }
}
