import { dirname } from 'node:path'
import { AGENTS } from '../../agents/list.ts'
import { findConfig } from '../../config/find.ts'
import { listJobs } from '../../config/jobs.ts'
import { placesOf } from '../../plugin-host/places.ts'
import type { PluginPlaces } from '../../plugin-host/places.ts'
import { priceLockPath } from '../../platform/places.ts'
import { listPlugins } from '../../plugin-host/list.ts'
import type { PluginKind } from '../../plugin-sdk/types.ts'
import type { Invocation, Words } from '../command.ts'
import { fromHistory } from '../history.ts'

const MOST_RUNS = 50

/** Names that a shell proposes. Somebody waits for them at a prompt: the config is found, but not read. */
export async function namesFor(words: Words, { cwd, env }: Invocation): Promise<string[]> {
  if (words === 'runs') return runIds(env)
  const path = findConfig({ cwd, env })
  const folder = path === null ? cwd : dirname(path)
  if (words === 'jobs') return listJobs(folder).map(({ name }) => name)
  if (words === 'models') return modelNames(folder)
  const places = placesOf(path, cwd, env)
  if (words === 'agents') return [...AGENTS.map(({ id }) => id), ...pluginsOf('agent', places)]
  if (words === 'plugins') return listPlugins(places).map(({ name }) => name)
  return pluginsOf(words === 'exporters' ? 'exporter' : 'notifier', places)
}

const pluginsOf = (kind: PluginKind, places: PluginPlaces): string[] =>
  listPlugins(places).flatMap(({ name, found }) => (found?.manifest.kind === kind ? [name] : []))

async function modelNames(folder: string): Promise<string[]> {
  const { baselineLock } = await import('../../pricing/lock/baseline.ts')
  const { readLock } = await import('../../pricing/lock/file.ts')
  const { prices } = readLock(priceLockPath(folder)) ?? baselineLock()
  return [...new Set(prices.map(({ model }) => model))].sort()
}

async function runIds(env: Invocation['env']): Promise<string[]> {
  const { listRuns } = await import('../../warehouse/runs.ts')
  const runs = await fromHistory(env, (db) => listRuns(db, {}, MOST_RUNS), [])
  return runs.map(({ id }) => id.slice(0, 8))
}
