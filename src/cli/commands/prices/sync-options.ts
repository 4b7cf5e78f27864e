import { resolve } from 'node:path'
import { PRICE_PROVIDERS } from '../../../config/pricing-types.ts'
import type { PricingSettings } from '../../../config/pricing.ts'
import { RimuruError } from '../../../core/errors.ts'
import { suggest } from '../../../core/suggest.ts'
import { syncPrices } from '../../../pipeline/prices/sync.ts'
import type { PriceSync, SyncOptions } from '../../../pipeline/prices/sync.ts'
import { priceLockPath } from '../../../platform/places.ts'
import type { Flags, Invocation } from '../../command.ts'

/** What the flags say of a sync, be it done or only looked at. */
export function syncOptionsOf({ flags, env, cwd, signal }: Invocation, pricing: PricingSettings): SyncOptions {
  const only = flags.provider as readonly string[] | undefined
  for (const name of only ?? []) refuseUnknown(name)
  const file = typeof flags.from === 'string' ? resolve(cwd, flags.from) : undefined
  if (file !== undefined && only?.length !== 1) {
    throw new RimuruError('E7001', '--from needs to know whose answer the file holds', {
      hint: `give one --provider: ${PRICE_PROVIDERS.join(', ')}`,
    })
  }
  if (flags.offline === true && file === undefined) {
    throw new RimuruError('E7001', 'a sync asks over the network, which --offline forbids', {
      hint: 'leave --offline out, or give --from FILE with --provider NAME',
    })
  }
  return {
    lockPath: pricing.lock ?? priceLockPath(cwd),
    providers: pricing.providers,
    ...(only && { only }),
    accepted: acceptedIn(flags),
    env,
    now: new Date(),
    file,
    signal,
  }
}

/** A provider that does not answer is waited for. */
export async function askedFor({ io }: Invocation, options: SyncOptions): Promise<PriceSync> {
  if (options.file === undefined) io.progress('asking what models cost')
  try {
    return await syncPrices(options)
  } finally {
    io.progress('')
  }
}

/** `--accept` alone takes everything. */
function acceptedIn({ accept }: Flags): NonNullable<SyncOptions['accepted']> {
  if (accept === undefined) return []
  const names = accept as readonly string[]
  return names.length === 0 ? 'all' : names
}

function refuseUnknown(name: string): void {
  if ((PRICE_PROVIDERS as readonly string[]).includes(name)) return
  const near = suggest(name, PRICE_PROVIDERS)
  throw new RimuruError('E7001', `--provider does not know "${name}"${near ? `, did you mean "${near}"?` : ''}`, {
    hint: `one of ${PRICE_PROVIDERS.join(', ')}`,
  })
}
