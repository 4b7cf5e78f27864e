import { EXIT } from '../../../core/errors.ts'
import { verifyLock } from '../../../pipeline/prices/verify.ts'
import type { Invocation } from '../../command.ts'
import { settingsOf } from '../../reading.ts'
import { printVerified } from '../../ui/prices/verify-page.ts'

/** Looks at everything in the lock that could be wrong. */
export async function run(invocation: Invocation): Promise<number> {
  const { flags, io, env } = invocation
  const { pricing } = await settingsOf(invocation)
  const document = await verifyLock(pricing, env)
  printVerified(document, flags, io)
  return document.ok ? EXIT.ok : EXIT.failed
}
