import { isOutOfMemory, liftLimit, limitForMerging, limitForReading, tuneForLoading } from '../warehouse/open.ts'
import type { Warehouse } from '../warehouse/open.ts'
import { loadUsage } from './load.ts'
import type { Loaded, LoadOptions } from './load.ts'
import type { LoadDataOptions } from './open-data.ts'
import type { Source } from './discover.ts'
import type { Plugins } from './plugins/open-plugins.ts'
import { MUCH } from './scan/readers.ts'
import { discoverSources, ownerOf } from './surroundings.ts'

/** Much with little memory, and where that is not enough once more with all of it: nothing of the first try has stayed. */
export async function loadLimited(
  warehouse: Warehouse,
  options: LoadDataOptions,
  agents: Plugins | null,
  first: Pick<LoadOptions, 'readers' | 'whenMerged'>,
): Promise<Loaded> {
  const { db } = warehouse
  const { settings, sources, env, signal, progress, dryRun = false } = options
  const asked = agents ? await askAll(agents, warehouse, options) : undefined
  const owner = ownerOf(settings, env)
  // Of a database most is no usage.
  const bytes = sources
    .flatMap(({ files }) => files)
    .reduce((sum, { size, kind }) => sum + (kind === 'database' ? size / 4 : size), 0)
  const load = (found: readonly Source[], more: Partial<LoadOptions> = {}): Promise<Loaded> =>
    loadUsage(db, found, {
      owner,
      signal,
      dryRun,
      ...(progress ? { progress } : {}),
      ...(asked ? { asked } : {}),
      ...more,
    })
  const loadAll = async (more: Partial<LoadOptions>): Promise<Loaded> => {
    const loaded = await load(sources, more)
    if (!loaded.haveVanished || dryRun) return loaded
    // What was moved while it was to be read has another name now.
    return load([...discoverSources(settings, env), ...sources.filter(({ plugin }) => plugin)])
  }
  await tuneForLoading(db)
  // Of less DuckDB does not hold enough to be worth it.
  if (bytes < MUCH) return loadAll(first)
  await limitForReading(db, bytes)
  try {
    return await loadAll({ ...first, whenRead: () => limitForMerging(db, bytes) })
  } catch (error) {
    if (!isOutOfMemory(error)) throw error
    await liftLimit(db)
    return await load(sources)
  } finally {
    await liftLimit(db)
  }
}

async function askAll(agents: Plugins, warehouse: Warehouse, { sources, signal, dryRun }: LoadDataOptions) {
  const { askAgents } = await import('./plugins/agents/ask-agents.ts')
  await agents.use(warehouse, dryRun)
  return askAgents(warehouse.db, sources, agents, signal)
}
