import { EXIT } from '../../../core/errors.ts'
import { isIncomplete, isUnanswered } from '../../../pipeline/prices/sync.ts'
import type { Invocation } from '../../command.ts'
import { settingsOf } from '../../reading.ts'
import { printSync } from '../../ui/prices/sync-page.ts'
import { askedFor, syncOptionsOf } from './sync-options.ts'

/** Asks what models cost, and writes what is new into the lock. */
export async function run(invocation: Invocation): Promise<number> {
  const { flags, io } = invocation
  const { pricing } = await settingsOf(invocation)
  const dryRun = flags['dry-run'] === true
  const sync = await askedFor(invocation, { ...syncOptionsOf(invocation, pricing), dryRun })
  printSync(sync, dryRun, flags, io)
  if (isUnanswered(sync)) return EXIT.failed
  return isIncomplete(sync) ? EXIT.delivery : EXIT.ok
}
