import { existsSync } from 'node:fs'
import { warehousePath } from '../platform/places.ts'
import type { Warehouse } from '../warehouse/open.ts'
import type { Source } from './discover.ts'
import type { Loaded, LoadOptions } from './load.ts'
import type { Plugins } from './plugins/open-plugins.ts'
import type { ReportOptions } from './report.ts'
import { allOf } from './scan/jobs.ts'
import type { Readers } from './scan/readers.ts'

/** The warehouse with all that the logs say now, before anything is asked of it. */
export interface LoadedData extends Warehouse, Loaded {}

export type LoadDataOptions = Omit<ReportOptions, 'filters'> & Pick<LoadOptions, 'dryRun'>

export async function openData(options: LoadDataOptions): Promise<LoadedData> {
  const { env, signal, meanwhile } = options
  const path = warehousePath(env)
  const agents = await startAgents(options)
  const readers = existsSync(path) ? undefined : await startFirstReaders(options.sources)
  try {
    const { openWarehouse, loadLimited, importReading } = await importLoading()
    const opening = openWarehouse(path, {
      signal,
      waiting(holder) {
        // Another process loads what they have begun with.
        readers?.stop()
        options.waiting?.(holder)
      },
    })
    const isFirst = readers !== undefined
    if (isFirst) void importReading()
    else meanwhile?.()
    const warehouse = await opening
    try {
      return {
        ...warehouse,
        ...(await loadLimited(warehouse, options, agents, { readers, whenMerged: isFirst ? meanwhile : undefined })),
      }
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

/** Where there is no warehouse yet, all that is there is read. They begin before DuckDB is there to take what they find. */
async function startFirstReaders(sources: readonly Source[]): Promise<Readers> {
  const { startReaders } = await import('./scan/readers.ts')
  return startReaders(allOf(sources))
}

/**
 * DuckDB is large: while it is loaded, the readers get ready. It comes first, alone: where its binary is missing, each of
 * several that wait for it would fail, and Node ends the process for all but one.
 */
async function importLoading() {
  const { openWarehouse } = await import('../warehouse/open.ts')
  const [{ loadLimited }, { importReading }] = await Promise.all([import('./load-limited.ts'), import('./load.ts')])
  return { openWarehouse, loadLimited, importReading }
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
