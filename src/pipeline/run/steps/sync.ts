import { plural } from '../../../core/count.ts'
import { priceLockPath } from '../../../platform/places.ts'
import type { RunContext, StepResult } from '../context.ts'

/** Brings the price lock up to date. Whoever does not answer keeps nobody from reporting. */
export async function syncStep(context: RunContext): Promise<StepResult> {
  const { settings, env, dryRun, signal, tell } = context
  // Not needed by a job that does not ask for it.
  const { isIncomplete, problemsOf, syncPrices } = await import('../../prices/sync.ts')
  const { providers } = settings.pricing
  const sync = await syncPrices({ lockPath: lockPathOf(context), providers, env, now: new Date(), dryRun, signal })
  for (const problem of problemsOf(sync)) tell.note(`prices: ${problem}`)
  const did = sync.changed ? plural(sync.changes.length, dryRun ? 'change to come' : 'change') : 'nothing new'
  const failed = sync.asked.filter((each) => each.failed !== null).map(({ provider }) => provider.name)
  const left = [
    ...(failed.length > 0 ? [`no answer from ${failed.join(', ')}`] : []),
    ...(sync.refusals.length > 0 ? [`${sync.refusals.length} not taken, see rimuru prices sync`] : []),
  ]
  const incomplete = isIncomplete(sync)
  return { detail: [did, ...left].join(', '), incomplete, state: { pricesIncomplete: incomplete } }
}

export const lockPathOf = ({ settings, configDir }: Pick<RunContext, 'settings' | 'configDir'>): string =>
  settings.pricing.lock ?? priceLockPath(configDir)
