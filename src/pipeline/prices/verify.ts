import type { PricingSettings } from '../../config/pricing.ts'
import { RimuruError } from '../../core/errors.ts'
import type { Environment } from '../../platform/places.ts'
import type { LockProblem } from '../../pricing/lock/types.ts'
import { verify } from '../../pricing/lock/verify.ts'
import { PROVIDERS } from '../../pricing/providers/list.ts'
import { loadBookWithRules } from '../../pricing/rules/load-book.ts'
import { lockFileText } from '../../pricing/lock/file.ts'
import { ratesAs } from '../../pricing/rules/aliases.ts'
import { askProviders } from './ask.ts'
import { lockOf, namedLockMissing } from './lock-of.ts'

export interface VerifyDocument {
  readonly schema_version: 1
  readonly kind: 'prices-verify'
  readonly lock: string
  /** Without errors; there may be notes. */
  readonly ok: boolean
  readonly problems: readonly LockProblem[]
}

/** Everything about the lock that is wrong or worth a look; what was fetched is looked at where it was kept. */
export async function verifyLock(pricing: PricingSettings, env: Environment): Promise<VerifyDocument> {
  const { text, path } = textOf(pricing)
  const kept = await askProviders(PROVIDERS, { env, now: new Date(), offline: true })
  const answers = new Map(
    kept.flatMap(({ fetched }) => (fetched ? [[fetched.source.sha256, fetched.entries] as const] : [])),
  )
  const found = verify(text, (sha256) => answers.get(sha256) ?? null)
  const isReadable = found.every(({ level }) => level !== 'error')
  const problems = [...found, ...(isReadable ? await aliasProblems(pricing) : [])]
  const ok = problems.every(({ level }) => level !== 'error')
  return { schema_version: 1, kind: 'prices-verify', lock: path, ok, problems }
}

function textOf({ lock, lockIsNamed }: PricingSettings): { readonly text: string; readonly path: string } {
  const text = lock === null ? null : lockFileText(lock)
  if (lock !== null && text !== null) return { text, path: lock }
  if (lock !== null && lockIsNamed) throw namedLockMissing(lock)
  throw new RimuruError('E6001', 'there is no price lock', {
    where: lock ?? undefined,
    hint: 'rimuru prices sync writes one; without it the prices that come with the program count',
  })
}

/** Names of the config that lead to no price. */
async function aliasProblems(pricing: PricingSettings): Promise<readonly LockProblem[]> {
  const book = await loadBookWithRules({ ...pricing, aliases: {} }, { lock: lockOf(pricing) })
  return Object.entries(pricing.aliases).flatMap(([name, target]): LockProblem[] => {
    const sku = { provider: null, model: target, tier: 'standard', speed: 'standard', geo: null } as const
    if (ratesAs(target, sku, book.ratesFor).length > 0) return []
    return [{ level: 'note', where: `pricing.aliases.${name}`, what: `there is no price for ${target}` }]
  })
}
