import { dirname } from 'node:path'
import { AGENTS, CONFIGURABLE } from '../agents/list.ts'
import { loadConfig } from '../config/load.ts'
import type { LoadedConfig } from '../config/load.ts'
import { resolveConfig } from '../config/settings.ts'
import type { Settings } from '../config/settings.ts'
import { addDays, dayIn, isTimezone, parseDay, systemZone } from '../core/days.ts'
import { RimuruError } from '../core/errors.ts'
import { suggest } from '../core/suggest.ts'
import type { Environment } from '../platform/places.ts'
import type { Source } from '../pipeline/discover.ts'
import type { Filters, Report, ReportOptions } from '../pipeline/report.ts'
import { discoverSources, pluginSources } from '../pipeline/surroundings.ts'
import { placesOf } from '../plugin-host/places.ts'
import type { Calendar } from '../warehouse/queries/group-keys.ts'
import { agentIds } from './agent-id.ts'
import type { Flags, Invocation } from './command.ts'
import { pluginTeller } from './ui/plugin-line.ts'
import { showProgress } from './ui/progress.ts'
import { tellWaiting } from './ui/waiting.ts'

const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']

export const configOf = ({ flags, env, cwd }: Invocation): Promise<LoadedConfig> =>
  loadConfig({
    cwd,
    env,
    ...CONFIGURABLE,
    ...(typeof flags.config === 'string' ? { explicitPath: flags.config } : {}),
  })

export const settingsOf = async (invocation: Invocation): Promise<Settings> =>
  settingsIn(await configOf(invocation), invocation)

/** What has its place beside the config is in the working folder where there is none. */
export const settingsIn = ({ config, path }: LoadedConfig, { cwd }: Pick<Invocation, 'cwd'>): Settings =>
  resolveConfig(config, path === null ? cwd : dirname(path))

/** The flag, else the config, else TZ, else the system. */
export function timezoneOf(flags: Flags, settings: Settings, env: Environment): string {
  if (typeof flags.timezone === 'string') {
    if (isTimezone(flags.timezone)) return flags.timezone
    const near = suggest(flags.timezone, Intl.supportedValuesOf('timeZone'))
    throw new RimuruError(
      'E7001',
      `--timezone is not a known zone: "${flags.timezone}"${near ? `, did you mean "${near}"?` : ''}`,
      {
        hint: 'use an IANA name such as Europe/Berlin or UTC',
      },
    )
  }
  if (settings.timezone) return settings.timezone
  const variable = env.TZ?.replace(/^:/, '')
  return variable && isTimezone(variable) ? variable : systemZone()
}

/** Of whoever looks: when something ran is told by their clock. */
export const localZone = (env: Environment): string => timezoneOf({}, resolveConfig(null), env)

export const calendarOf = (timezone: string, settings: Settings): Calendar => ({
  timezone,
  weekStart: DAYS.indexOf(settings.weekStart) + 1,
  monthStart: settings.monthStart,
})

/** `sources` are where agents are that are plugins. */
export function filtersOf(flags: Flags, timezone: string, sources: readonly Source[]): Filters {
  const list = (name: string): readonly string[] => (flags[name] as readonly string[] | undefined) ?? []
  return {
    ...daysOf(flags, timezone, Date.now()),
    agents: agentIds(list('agent'), [...AGENTS, ...sources.map(({ agent }) => agent)]),
    models: list('model'),
    projects: list('project'),
    branches: list('branch'),
    timezone,
  }
}

/** A hundred years. */
const MOST_DAYS = 36_525

function daysOf(flags: Flags, timezone: string, now: number): { since: string | null; until: string | null } {
  const since = typeof flags.since === 'string' ? parseDay(flags.since, '--since') : null
  const until = typeof flags.until === 'string' ? parseDay(flags.until, '--until') : null
  if (typeof flags.last === 'number') {
    if (since || until)
      throw new RimuruError('E7001', '--last does not go with --since or --until', { hint: 'use one of them' })
    if (flags.last < 1 || flags.last > MOST_DAYS)
      throw new RimuruError('E7001', `--last takes a number of days from 1 to ${MOST_DAYS}`, {
        hint: 'for example --last 7',
      })
    const today = dayIn(timezone, now)
    return { since: addDays(today, 1 - flags.last), until: today }
  }
  if (since && until && since > until) {
    throw new RimuruError('E7001', `--since ${since} is after --until ${until}`, { hint: 'swap them' })
  }
  return { since, until }
}

/** What a command that reads usage was asked, before anything is opened. */
export interface Asked {
  readonly settings: Settings
  readonly timezone: string
  readonly filters: Filters
  readonly sources: readonly Source[]
}

export async function askedOf(invocation: Invocation): Promise<Asked> {
  const loaded = await configOf(invocation)
  return askedWith(settingsIn(loaded, invocation), loaded.path, invocation)
}

export async function askedWith(
  settings: Settings,
  configPath: string | null,
  { flags, env, cwd }: Invocation,
): Promise<Asked> {
  const timezone = timezoneOf(flags, settings, env)
  const plugged = await pluginSources(settings, placesOf(configPath, cwd, env), env)
  const sources = [...discoverSources(settings, env), ...plugged]
  return { settings, timezone, filters: filtersOf(flags, timezone, plugged), sources }
}

/** Agents that the config has plugins for. */
export async function pluginAgents(invocation: Invocation): Promise<Source['agent'][]> {
  const loaded = await configOf(invocation)
  const places = placesOf(loaded.path, invocation.cwd, invocation.env)
  const sources = await pluginSources(settingsIn(loaded, invocation), places, invocation.env)
  return sources.map(({ agent }) => agent)
}

export interface Reading {
  readonly report: Report
  readonly settings: Settings
  readonly timezone: string
}

/** Opens the warehouse for a command that reads usage, brought up to date with a progress line on a terminal. */
export async function openReading(
  invocation: Invocation,
  asked?: Asked,
  meanwhile?: ReportOptions['meanwhile'],
): Promise<Reading> {
  const { env, io, signal } = invocation
  const { settings, timezone, filters, sources } = asked ?? (await askedOf(invocation))
  const { openReport } = await import('../pipeline/report.ts')
  const progress = showProgress(io, 'reading logs')
  try {
    const report = await openReport({
      settings,
      sources,
      filters,
      env,
      signal,
      progress: progress.step,
      meanwhile,
      plugins: { say: pluginTeller(invocation), offline: invocation.flags.offline === true },
      waiting: tellWaiting(io),
    })
    return { report, settings, timezone }
  } finally {
    progress.done()
  }
}
