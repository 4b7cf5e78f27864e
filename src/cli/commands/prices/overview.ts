import { EXIT } from '../../../core/errors.ts'
import { buildOverview } from '../../../pipeline/prices/overview.ts'
import type { Invocation } from '../../command.ts'
import { settingsOf } from '../../reading.ts'
import { printOverview } from '../../ui/prices/overview-page.ts'

/** Which prices count here, and where they are from. */
export async function run(invocation: Invocation): Promise<number> {
  const { flags, io } = invocation
  const { pricing } = await settingsOf(invocation)
  printOverview(buildOverview(pricing), pricing.lock, flags, io)
  return EXIT.ok
}
