import type { Settings } from '../../config/settings.ts'
import { checksOf } from '../../core/checks.ts'
import type { Check } from '../../core/checks.ts'
import { messageOf, RimuruError } from '../../core/errors.ts'
import { suggest } from '../../core/suggest.ts'
import { checkConfig } from '../../plugin-host/config-check.ts'
import { listPlugins } from '../../plugin-host/list.ts'
import type { SeenPlugin } from '../../plugin-host/list.ts'
import type { PluginPlaces } from '../../plugin-host/places.ts'
import { ENFORCEMENT } from '../../plugin-host/plan.ts'
import type { JsonObject } from '../../plugin-sdk/types.ts'
import type { HealthByName } from '../plugin-items.ts'
import { plural } from '../ui/numbers.ts'

const { ok, warn, fail } = checksOf('Plugins')

/** Those that can be seen; null, and what is wrong, where nobody can tell. */
export function seePlugins(places: PluginPlaces): {
  readonly seen: readonly SeenPlugin[] | null
  readonly unseen: readonly Check[]
} {
  try {
    return { seen: listPlugins(places), unseen: [] }
  } catch (error) {
    if (!(error instanceof RimuruError)) throw error
    const { where, message, hint = null } = error
    return { seen: null, unseen: [fail('plugins', `${where}: ${message}`, { hint })] }
  }
}

export interface PluginSurroundings {
  readonly seen: readonly SeenPlugin[]
  readonly settings: Settings
  readonly health: HealthByName
}

export async function pluginChecks(around: PluginSurroundings): Promise<Check[]> {
  const { seen, settings } = around
  const known = new Set(seen.map(({ name }) => name))
  const missing = Object.keys(settings.plugins).filter((name) => !known.has(name))
  const checks = await Promise.all(seen.map((plugin) => checkOf(plugin, around)))
  return [limitsCheck(around), ...checks, ...missing.map((name) => missingCheck(name, known))]
}

/** Nothing is said to be held to that is not. */
function limitsCheck({ seen, settings }: PluginSurroundings): Check {
  const open = Object.entries(ENFORCEMENT).flatMap(([what, strength]) => (strength === 'open' ? [what] : []))
  if (open.length === 0) return ok('limits', 'every permission and limit is held to')
  const detail = `not held to on this machine: ${open.join(', ')}; a plugin can do there what you can`
  const foreign = seen.filter(({ name, builtIn }) => !builtIn && settings.plugins[name]?.enabled)
  if (foreign.length === 0) return ok('limits', detail)
  return warn('limits', detail, {
    hint: 'use only plugins that you trust',
    items: foreign.map(({ name, folder }) => `${name}: ${folder}`),
  })
}

async function checkOf(plugin: SeenPlugin, { settings, health }: PluginSurroundings): Promise<Check> {
  const { name, found, folder } = plugin
  const given = settings.plugins[name]
  if (given && !given.enabled) return ok(name, `disabled: plugins.${name}.enabled is false in the config`)
  if (found === null) {
    // Nothing that nobody asked for makes a run fail.
    return (given ? fail : warn)(name, `${folder}: ${plugin.problem}`, { hint: 'correct its plugin.toml' })
  }
  const wrong = given ? await configProblem(plugin, given.config as JsonObject) : null
  if (wrong !== null) return fail(name, wrong, { hint: `rimuru plugins info ${name} shows its config` })
  const figures = health.get(name)
  if (figures && figures.failuresInARow > 0) {
    const times = figures.failuresInARow === 1 ? 'the last time' : `${figures.failuresInARow} times in a row`
    return warn(name, `failed ${times}${figures.lastError === null ? '' : `: ${figures.lastError}`}`, {
      hint: `rimuru plugins info ${name} says more`,
    })
  }
  const { kind, version } = found.manifest
  const used = figures && figures.calls > 0 ? `, ${plural(figures.calls, 'call')}` : ''
  return ok(name, `${kind ?? 'plugin'} ${version}, ${plugin.builtIn ? 'built in' : folder}${used}`)
}

async function configProblem({ found }: SeenPlugin, config: JsonObject): Promise<string | null> {
  try {
    if (found) await checkConfig(found.manifest, config)
    return null
  } catch (error) {
    return messageOf(error)
  }
}

function missingCheck(name: string, known: Iterable<string>): Check {
  const near = suggest(name, known)
  return warn(name, `the config has plugins.${name}, and there is no such plugin`, {
    hint: near === null ? 'remove it from the config' : `did you mean ${near}?`,
  })
}
