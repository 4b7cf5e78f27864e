import type { Job } from '../../config/jobs.ts'
import { RimuruError } from '../../core/errors.ts'
import { homeOf } from '../../platform/places.ts'
import type { PluginKind } from '../../plugin-sdk/types.ts'
import { openPlugins } from '../plugins/open-plugins.ts'
import type { Plugins } from '../plugins/open-plugins.ts'
import type { RunContext } from './context.ts'

/** Every plugin of the job, checked to be of the kind that it is used as. */
export async function startPlugins(
  job: Job,
  options: Pick<RunContext, 'settings' | 'env' | 'version' | 'configDir' | 'offline' | 'tell'>,
  runId: string,
): Promise<Plugins> {
  const uses: [name: string, kind: PluginKind, key: string][] = [
    ...job.export.map(({ plugin }) => [plugin, 'exporter', 'export'] as [string, PluginKind, string]),
    ...job.notify.map(({ plugin }) => [plugin, 'notifier', 'notify'] as [string, PluginKind, string]),
    ...job.hooks.map(({ plugin }) => [plugin, 'hook', 'hooks'] as [string, PluginKind, string]),
  ]
  const { settings, env, version, configDir, offline, tell } = options
  const plugins = await openPlugins([...new Set(uses.map(([name]) => name))], {
    settings,
    places: { cwd: configDir, configDir, home: homeOf(env) },
    env,
    version,
    runId,
    offline,
    say: tell.plugin,
  }).catch((error: unknown) => {
    if (!(error instanceof RimuruError) || error.code !== 'E6001') throw error
    throw new RimuruError('E3001', error.message, { where: job.path, hint: error.hint, cause: error })
  })
  for (const [name, kind, key] of uses) {
    const is = plugins.named(name).plan.plugin.manifest.kind
    if (is === null || is === kind) continue
    await plugins.close()
    throw new RimuruError('E3001', `${key}: ${name} is no ${kind}, it is of the kind ${is}`, {
      where: job.path,
      hint: 'rimuru plugins list shows which there are of each kind',
    })
  }
  return plugins
}
