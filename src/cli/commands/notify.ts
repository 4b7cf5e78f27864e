import { EXIT, RimuruError } from '../../core/errors.ts'
import { programVersion } from '../../platform/version.ts'
import { openPlugins } from '../../pipeline/plugins/open-plugins.ts'
import { resolveConfig } from '../../config/settings.ts'
import { placesOf } from '../../plugin-host/places.ts'
import type { PluginPlaces } from '../../plugin-host/places.ts'
import { listPlugins } from '../../plugin-host/list.ts'
import { memoryStore } from '../../plugin-host/memory-store.ts'
import { PluginError } from '../../plugin-host/plugin-error.ts'
import { actionOf, wordOf } from '../actions.ts'
import type { Invocation } from '../command.ts'
import { configOf } from '../reading.ts'
import { toJson } from '../ui/formats.ts'
import { paint } from '../ui/paint.ts'

const ACTIONS = ['test'] as const

/** Sends what a notifier has for trying out, and says how that went. */
export async function run(invocation: Invocation): Promise<number> {
  const { flags, io, env, cwd, signal } = invocation
  actionOf(flags, ACTIONS)
  if (flags.offline === true)
    throw new RimuruError('E7001', 'nothing can be sent with --offline', { hint: 'leave it out' })
  const { config, path } = await configOf(invocation)
  const places = placesOf(path, cwd, env)
  const name = wordOf(flags, 'plugin', `notifiers: ${notifiersIn(places).join(', ')}`)
  const plugins = await openPlugins([name], {
    settings: resolveConfig(config),
    places,
    env,
    version: programVersion(),
    say: ({ plugin, source, message }) => {
      if (source === 'host' || flags.debug === true) io.note(`${plugin}: ${message}\n`)
    },
  })
  try {
    const plugin = plugins.named(name)
    const { kind } = plugin.plan.plugin.manifest
    if (kind !== null && kind !== 'notifier') {
      throw new RimuruError('E7001', `${name} is no notifier, it is of the kind ${kind}`, {
        hint: `notifiers: ${notifiersIn(places).join(', ')}`,
      })
    }
    plugins.keepIn(memoryStore())
    const checked = await plugin.call('check', { config: plugin.plan.config }, { signal })
    const [problem] = checked.problems
    if (problem) {
      throw new RimuruError('E3001', `plugins.${plugin.id}.config.${problem.path}: ${problem.message}`, {
        where: path ?? undefined,
        hint: `rimuru plugins info ${plugin.id} shows what it takes`,
      })
    }
    const { delivered, unknown, id, detail } = await plugin.call('notify/test', {}, { signal }).catch(withoutTest)
    const state = delivered ? 'delivered' : unknown ? 'unknown' : 'failed'
    if (flags.json) {
      io.out(
        toJson({
          schema_version: 1,
          kind: 'notify-test',
          plugin: plugin.id,
          state,
          id: id ?? null,
          detail: detail ?? null,
        }),
      )
    } else {
      const style = paint(io.outColour)
      const colour = delivered ? style.green : unknown ? style.yellow : style.red
      io.out(`${plugin.id}: ${colour(state)}${detail ? `, ${detail}` : ''}\n`)
    }
    return delivered ? EXIT.ok : EXIT.delivery
  } finally {
    await plugins.close()
  }
}

const notifiersIn = (places: PluginPlaces): string[] =>
  listPlugins(places).flatMap(({ name, found }) => (found?.manifest.kind === 'notifier' ? [name] : []))

function withoutTest(error: unknown): never {
  if (!(error instanceof PluginError) || error.failure !== 'unsupported') throw error
  throw new RimuruError('E4001', `${error.message}: there is nothing to try out`, {
    hint: 'a job that tells it shows whether it works',
    cause: error,
  })
}
