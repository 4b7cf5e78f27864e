import type { Settings } from '../config/settings.ts'
import type { PriceBook } from '../core/prices.ts'
import { warehousePath } from '../platform/places.ts'
import type { Environment } from '../platform/places.ts'
import { loadPriceBook } from '../pricing/index.ts'
import { isOutOfMemory, liftLimit, openWarehouse, tuneForLoading } from '../warehouse/open.ts'
import type { Warehouse } from '../warehouse/open.ts'
import { createRates } from '../warehouse/queries/rates.ts'
import { createScope } from '../warehouse/queries/scope.ts'
import type { Scope } from '../warehouse/queries/scope.ts'
import type { Source } from './discover.ts'
import { loadUsage } from './load.ts'
import type { Loaded, LoadOptions } from './load.ts'
import { ownerOf } from './surroundings.ts'

export type Filters = Omit<Scope, 'roots'>

export interface ReportOptions {
  readonly settings: Settings
  readonly sources: readonly Source[]
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
  readonly filesFailed: number
}

/** The warehouse with all that the logs say now, before anything is asked of it. */
export interface LoadedData extends Warehouse, Loaded {
  readonly sources: readonly Source[]
}

export type LoadDataOptions = Omit<ReportOptions, 'filters'> & Pick<LoadOptions, 'dryRun'>

export async function openReport(options: ReportOptions): Promise<Report> {
  const data = await openData(options)
  try {
    return await priceData(data, options.filters)
  } catch (error) {
    data.close()
    throw error
  }
}

export async function openData(options: LoadDataOptions): Promise<LoadedData> {
  const { sources, env, signal } = options
  const warehouse = await openWarehouse(warehousePath(env), {
    signal,
    ...(options.waiting ? { waiting: options.waiting } : {}),
  })
  try {
    return { ...warehouse, ...(await loadLimited(warehouse, options)), sources }
  } catch (error) {
    warehouse.close()
    throw error
  }
}

export async function priceData(data: LoadedData, filters: Filters): Promise<Report> {
  const scope = { ...filters, roots: data.roots.map(({ id }) => id) }
  const book = await loadPriceBook()
  await createRates(data.db, book)
  await createScope(data.db, scope)
  return { ...data, scope, book }
}

/** With little memory, and where that is not enough once more with all of it: nothing of the first try has stayed. */
async function loadLimited({ db }: Warehouse, options: LoadDataOptions): Promise<Loaded> {
  const { settings, sources, env, signal, progress, dryRun = false } = options
  const load = (): Promise<Loaded> =>
    loadUsage(db, sources, { owner: ownerOf(settings, env), signal, dryRun, ...(progress ? { progress } : {}) })
  await tuneForLoading(
    db,
    sources.flatMap(({ files }) => files).reduce((sum, { size }) => sum + size, 0),
  )
  try {
    return await load()
  } catch (error) {
    if (!isOutOfMemory(error)) throw error
    await liftLimit(db)
    return await load()
  } finally {
    await liftLimit(db)
  }
}
