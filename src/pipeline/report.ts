import type { Settings } from '../config/settings.ts'
import { once } from '../core/once.ts'
import type { PriceBook } from '../core/prices.ts'
import type { Environment } from '../platform/places.ts'
import type { DuckDBConnection } from '../warehouse/duckdb.ts'
import type { Warehouse } from '../warehouse/open.ts'
import { createRates } from '../warehouse/queries/rates.ts'
import { createScope } from '../warehouse/queries/scope.ts'
import type { Scope } from '../warehouse/queries/scope.ts'
import type { Source } from './discover.ts'
import { openData } from './open-data.ts'
import type { LoadedData } from './open-data.ts'
import type { PluginOptions } from './plugins/open-plugins.ts'

export type Filters = Omit<Scope, 'roots'>

export interface ReportOptions {
  readonly settings: Settings
  readonly sources: readonly Source[]
  readonly filters: Filters
  readonly env: Environment
  readonly signal?: AbortSignal | undefined
  readonly progress?: ((done: number, total: number) => void) | undefined
  readonly waiting?: ((holder: string) => void) | undefined
  /** Gets ready what comes after, while this thread would only wait for DuckDB. */
  readonly meanwhile?: (() => void) | undefined
  /** Who listens to agents that are plugins, and the run that they work for. */
  readonly plugins?: Pick<PluginOptions, 'say' | 'runId' | 'offline'>
}

/** Everything a reading command needs: the warehouse brought up to date, the period and filters set, prices at hand. */
export interface Report extends Warehouse {
  readonly sources: readonly Source[]
  readonly scope: Scope
  readonly book: PriceBook
  /** How many files had to be read for it. */
  readonly filesRead: number
  readonly filesFailed: number
}

export async function openReport(options: ReportOptions): Promise<Report> {
  const { filters, settings } = options
  const prices = once(async () => (await import('./prices/open-prices.ts')).openPrices(settings.pricing))
  const data = await openData({
    ...options,
    meanwhile() {
      // What is wrong with them is said when they are needed.
      void prices().catch(() => undefined)
      options.meanwhile?.()
    },
  })
  try {
    return await priceWith(await prices(), data, filters)
  } catch (error) {
    data.close()
    throw error
  }
}

export async function priceWith(book: PriceBook, data: LoadedData, filters: Filters): Promise<Report> {
  const scope = { ...filters, roots: data.roots.map(({ id }) => id) }
  await createTables(data.db, book, scope)
  return { ...data, scope, book }
}

/** What queries read besides the warehouse. Each connection has its own. */
export async function createTables(db: DuckDBConnection, book: PriceBook, scope: Scope): Promise<void> {
  await createRates(db, book)
  await createScope(db, scope)
}
