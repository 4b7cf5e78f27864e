import { AGENTS } from '../agents/list.ts'
import { publishOf } from '../config/jobs.ts'
import type { LoadedConfig } from '../config/load.ts'
import type { Settings } from '../config/settings.ts'
import { formatMoney } from '../core/money.ts'
import { placesOf } from '../pipeline/discover.ts'
import { ownerOf } from '../pipeline/surroundings.ts'
import { homeOf, stateFolder } from '../platform/places.ts'
import { isFolder } from '../platform/folders.ts'
import { placesOf as pluginPlaces } from '../plugin-host/places.ts'
import type { Invocation } from './command.ts'
import { maskedSettings } from './masked-settings.ts'
import { settingsIn, timezoneOf } from './reading.ts'
import type { SettingItem } from './ui/config-page.ts'
import { zoneOrigin } from './zone-origin.ts'

/** Every setting as it counts, with where it is from. */
export function resolvedSettings(loaded: LoadedConfig, invocation: Invocation): SettingItem[] {
  const { config, path } = loaded
  const { flags, env, cwd } = invocation
  const settings = maskedSettings(settingsIn(loaded, invocation), pluginPlaces(path, cwd, env))
  const found = new Map<string, SettingItem>()
  const set = (key: string, value: unknown, origin: string): void => void found.set(key, { key, value, origin })
  const budgets = config?.budgets && Object.fromEntries(config.budgets.map((each) => [each.name, each]))
  const written = { ...config, budgets }
  const isWritten = (key: string): boolean =>
    key.split('.').reduce<unknown>((value, part) => (value as Record<string, unknown> | undefined)?.[part], written) !==
    undefined
  const originOf = (key: string, other: string): string => (isWritten(key) ? path! : other)

  const { sources: _sources, ...plain } = settings
  const { lockIsNamed: _named, ...pricing } = settings.pricing
  const publish = publishOf(settings.publish, 'JOB')
  for (const [key, value] of leavesOf({ ...plain, pricing, publish, budgets: budgetsByName(settings) }))
    set(key, value, originOf(key, 'default'))
  const owner = ownerOf(settings, env)
  const zone = zoneOrigin(flags, settings, env)
  set('timezone', timezoneOf(flags, settings, env), zone === 'config' ? path! : zone)
  set('host', owner.host, originOf('host', 'host name'))
  set('user', owner.user, originOf('user', env.USER ? 'USER' : env.USERNAME ? 'USERNAME' : 'account'))
  const surroundings = { home: homeOf(env), platform: process.platform, variables: env, isFolder }
  for (const agent of AGENTS) {
    const own = Object.hasOwn(settings.sources, agent.id) ? settings.sources[agent.id] : undefined
    const key = `sources.${agent.id}`
    for (const [leaf, value] of leavesOf({ ...own }))
      set(`${key}.${leaf}`, value, originOf(`${key}.${leaf}`, 'default'))
    set(`${key}.enabled`, own?.enabled ?? true, originOf(`${key}.enabled`, 'default'))
    const places = placesOf(agent, surroundings, own)
    const origin = places[0]?.origin ?? 'default'
    set(
      `${key}.dirs`,
      places.map((place) => place.path),
      origin === 'config' ? path! : origin,
    )
  }
  const state = env.RIMURU_HOME ? 'RIMURU_HOME' : env.XDG_DATA_HOME ? 'XDG_DATA_HOME' : 'default'
  return [...found.values(), { key: 'state', value: stateFolder(env), origin: state }]
}

const budgetsByName = ({ budgets }: Settings) =>
  Object.fromEntries(budgets.map(({ name, amount, ...rest }) => [name, { amount: formatMoney(amount), ...rest }]))

/** Its keys are names that a person chose. */
const NAMES = 'pricing.aliases'

/** `{ a: { b: 1 } }` is `a.b`. */
const leavesOf = (value: object, above = ''): [string, unknown][] =>
  Object.entries(value).flatMap(([key, inner]) =>
    typeof inner === 'object' &&
    Object.keys(inner ?? {}).length > 0 &&
    !Array.isArray(inner) &&
    `${above}${key}` !== NAMES
      ? leavesOf(inner as object, `${above}${key}.`)
      : [[`${above}${key}`, inner] as [string, unknown]],
  )
