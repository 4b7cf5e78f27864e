import { join } from 'node:path'
import { RimuruError } from '../../core/errors.ts'
import { stateFolder } from '../../platform/places.ts'
import type { Environment } from '../../platform/places.ts'
import type { Offer } from '../../pricing/lock/types.ts'
import { PROVIDERS } from '../../pricing/providers/list.ts'
import type { Fetched, PriceProvider } from '../../pricing/providers/provider.ts'

export interface AskOptions {
  readonly env: Environment
  readonly now: Date
  /** What the only one would have answered, an absolute path. */
  readonly file?: string | undefined
  /** Takes the answers that were kept. */
  readonly offline?: boolean
  readonly baseUrl?: string | undefined
  readonly signal?: AbortSignal | undefined
}

/** A price provider and what came of asking it. */
export interface Asked {
  readonly provider: PriceProvider
  readonly fetched: Fetched | null
  /** Why there is no answer. */
  readonly failed: string | null
}

export const providersNamed = (names: readonly string[]): readonly PriceProvider[] =>
  names.map((name) => PROVIDERS.find((each) => each.name === name)!)

/** All at once; whoever fails keeps nobody waiting. */
export const askProviders = (providers: readonly PriceProvider[], options: AskOptions): Promise<readonly Asked[]> =>
  Promise.all(providers.map((provider) => ask(provider, options)))

async function ask(provider: PriceProvider, options: AskOptions): Promise<Asked> {
  const { env, now, file, offline = false, baseUrl, signal } = options
  try {
    const fetched = await provider.fetch({
      env,
      now,
      cacheFolder: join(stateFolder(env), 'prices'),
      offline,
      ...(file !== undefined && { file }),
      ...(baseUrl !== undefined && { baseUrl }),
      ...(signal && { signal }),
    })
    return { provider, fetched, failed: null }
  } catch (error) {
    signal?.throwIfAborted()
    if (!(error instanceof RimuruError)) throw error
    return { provider, fetched: null, failed: error.message }
  }
}

export const offerOf = ({ provider: { name }, fetched, failed }: Asked): Offer =>
  fetched === null
    ? { provider: name, failed: failed ?? 'it was not asked' }
    : { provider: name, source: fetched.source, entries: fetched.entries }
