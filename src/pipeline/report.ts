import { existsSync } from 'node:fs'
import type { Settings } from '../config/settings.ts'
import { once } from '../core/once.ts'
import type { PriceBook } from '../core/prices.ts'
import { warehousePath } from '../platform/places.ts'
import type { Environment } from '../platform/places.ts'
import type { DuckDBConnection } from '../warehouse/duckdb.ts'
import { isOutOfMemory, liftLimit, openWarehouse, tuneForLoading, tuneForMerging } from '../warehouse/open.ts'
import type { Warehouse } from '../warehouse/open.ts'
import { createRates } from '../warehouse/queries/rates.ts'
import { createScope } from '../warehouse/queries/scope.ts'
import type { Scope } from '../warehouse/queries/scope.ts'
import type { Source } from './discover.ts'
import { importReading, loadUsage } from './load.ts'
import type { Loaded, LoadOptions } from './load.ts'
import type { Plugins, PluginOptions } from './plugins/open-plugins.ts'
import { openPrices } from './prices/open-prices.ts'
import type { Readers } from './scan/readers.ts'
import { discoverSources, ownerOf } from './surroundings.ts'

export type Filters = Omit<Scope, 'roots'>

export interface ReportOptions {
  readonly settings: Settings
  readonly sources: readonly Source[]
  readonly filters: Filters
  readonly env: Environment
  readonly signal?: AbortSignal | undefined
  readonly progress?: ((done: number, total: number) => void) | undefined
  readonly waiting?: ((holder: string) => void) | undefined
  /** Who listens to agents that are plugins, and the run that they work for. */
  readonly plugins?: Pick<PluginOptions, 'say' | 'runId'>
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
export interface LoadedData extends Warehouse, Loaded {}

export type LoadDataOptions = Omit<ReportOptions, 'filters'> & Pick<LoadOptions, 'dryRun'>

export async function openReport(options: ReportOptions): Promise<Report> {
  const { filters, settings } = options
  const prices = once(() => openPrices(settings.pricing))
  // While the warehouse is opened there is nothing else to do. What is wrong with them is said when they are needed.
  const data = await openData(options, () => void prices().catch(() => undefined))
  try {
    return await priceWith(await prices(), data, filters)
  } catch (error) {
    data.close()
    throw error
  }
}

export async function openData(options: LoadDataOptions, meanwhile?: () => void): Promise<LoadedData> {
  const { env, signal } = options
  const path = warehousePath(env)
  const agents = await startAgents(options)
  const readers = existsSync(path) ? undefined : await startFirstReaders(options.sources)
  try {
    const opening = openWarehouse(path, { signal, ...(options.waiting ? { waiting: options.waiting } : {}) })
    if (readers !== undefined) void importReading()
    meanwhile?.()
    const warehouse = await opening
    try {
      return { ...warehouse, ...(await loadLimited(warehouse, options, agents, readers)) }
    } catch (error) {
      await agents?.close()
      warehouse.close()
      throw error
    }
  } finally {
    readers?.stop()
    await agents?.close()
  }
}

/** Where there is no warehouse yet, all that is there is read. */
async function startFirstReaders(sources: readonly Source[]): Promise<Readers> {
  const { startReaders } = await import('./scan/readers.ts')
  const logs = sources.filter(({ plugin }) => !plugin)
  const files = logs.flatMap((source) => source.files)
  return startReaders({
    bytes: files.reduce((sum, { size }) => sum + size, 0),
    files: files.length,
    agents: logs.flatMap((source) => (source.files.length > 0 ? [source.agent.id] : [])),
  })
}

/** They get ready while the warehouse is opened. */
async function startAgents({ sources, plugins }: LoadDataOptions): Promise<Plugins | null> {
  const plans = new Map(
    sources.flatMap(({ agent, plugin, exists }) => (plugin?.plan && exists ? [[agent.id, plugin.plan] as const] : [])),
  )
  if (plans.size === 0) return null
  const { startPlanned } = await import('./plugins/open-plugins.ts')
  return startPlanned(
    [...plans].map(([name, plan]) => ({ name, plan })),
    plugins ?? { say: () => undefined },
  )
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

/** With little memory, and where that is not enough once more with all of it: nothing of the first try has stayed. */
async function loadLimited(
  warehouse: Warehouse,
  options: LoadDataOptions,
  agents: Plugins | null,
  readers?: Readers,
): Promise<Loaded> {
  const { db } = warehouse
  const { settings, sources, env, signal, progress, dryRun = false } = options
  const asked = agents ? await askAll(agents, warehouse, options) : undefined
  const owner = ownerOf(settings, env)
  // Of a database most is no usage.
  const bytes = sources
    .flatMap(({ files }) => files)
    .reduce((sum, { size, kind }) => sum + (kind === 'database' ? size / 4 : size), 0)
  const load = (found: readonly Source[], more: Pick<LoadOptions, 'readers' | 'whenRead'> = {}): Promise<Loaded> =>
    loadUsage(db, found, {
      owner,
      signal,
      dryRun,
      ...(progress ? { progress } : {}),
      ...(asked ? { asked } : {}),
      ...more,
    })
  await tuneForLoading(db, bytes)
  try {
    const loaded = await load(sources, { readers, whenRead: () => tuneForMerging(db, bytes) })
    if (!loaded.haveVanished || dryRun) return loaded
    // What was moved while it was to be read has another name now.
    return await load([...discoverSources(settings, env), ...sources.filter(({ plugin }) => plugin)])
  } catch (error) {
    if (!isOutOfMemory(error)) throw error
    await liftLimit(db)
    return await load(sources)
  } finally {
    await liftLimit(db)
  }
}

async function askAll(agents: Plugins, warehouse: Warehouse, { sources, signal }: LoadDataOptions) {
  const { askAgents } = await import('./plugins/agents/ask-agents.ts')
  await agents.use(warehouse)
  return askAgents(warehouse.db, sources, agents, signal)
}
