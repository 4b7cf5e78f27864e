import { hostname, userInfo } from 'node:os'
import type { Agent } from '../agents/_shared/agent.ts'
import { AGENTS } from '../agents/list.ts'
import type { Settings } from '../config/settings.ts'
import type { PriceBook } from '../core/prices.ts'
import { homeOf, warehousePath } from '../platform/places.ts'
import type { Environment } from '../platform/places.ts'
import { loadPriceBook } from '../pricing/index.ts'
import { openWarehouse } from '../warehouse/open.ts'
import type { Warehouse } from '../warehouse/open.ts'
import { createRates } from '../warehouse/queries/rates.ts'
import { createScope } from '../warehouse/queries/scope.ts'
import type { Scope } from '../warehouse/queries/scope.ts'
import { discover } from './discover.ts'
import type { Source } from './discover.ts'
import { loadUsage } from './load.ts'
import type { Owner } from './plan.ts'

export type Filters = Omit<Scope, 'roots'>

export interface ReportOptions {
  readonly settings: Settings
  readonly filters: Filters
  readonly env: Environment
  readonly signal?: AbortSignal | undefined
  readonly progress?: ((done: number, total: number) => void) | undefined
  readonly waiting?: ((holder: string) => void) | undefined
}

/** Everything a reading command needs: the warehouse brought up to date, the period and filters set, prices at hand. */
export interface Report extends Warehouse {
  readonly sources: readonly Source[]
  readonly scope: Scope
  readonly book: PriceBook
  /** How many files had to be read for it. */
  readonly filesRead: number
}

export async function openReport(options: ReportOptions): Promise<Report> {
  const { settings, env, filters, signal } = options
  const sources = discoverSources(settings, env)
  const warehouse = await openWarehouse(warehousePath(env), { signal, ...(options.waiting ? { waiting: options.waiting } : {}) })
  try {
    const { roots, filesRead } = await loadUsage(warehouse.db, sources, {
      owner: ownerOf(settings, env),
      signal,
      ...(options.progress ? { progress: options.progress } : {}),
    })
    const scope = { ...filters, roots: roots.map(({ id }) => id) }
    const book = await loadPriceBook()
    await createRates(warehouse.db, book)
    await createScope(warehouse.db, scope)
    return { ...warehouse, sources, scope, book, filesRead }
  } catch (error) {
    warehouse.close()
    throw error
  }
}

export const discoverSources = (settings: Settings, env: Environment, agents: readonly Agent[] = AGENTS): Source[] =>
  discover(agents, { home: homeOf(env), platform: process.platform, variables: env }, settings.sources)

export function ownerOf(settings: Settings, env: Environment): Owner {
  return { host: settings.host ?? hostname(), user: settings.user ?? (env.USER || env.USERNAME || systemUser()) }
}

/** A process whose user has no entry in the system has no name. */
function systemUser(): string {
  try {
    return userInfo().username
  } catch {
    return 'unknown'
  }
}
