import { existsSync, readlinkSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { AGENTS } from '../../../agents/list.ts'
import { isTimezone, systemZone } from '../../../core/days.ts'
import { placesOf } from '../../../pipeline/discover.ts'
import { homeOf } from '../../../platform/places.ts'
import type { Environment } from '../../../platform/places.ts'

/** The first folder of PATH that has a program. */
const folderOf = (program: string, env: Environment): string | null =>
  (env.PATH ?? '').split(delimiter).find((folder) => folder !== '' && existsSync(join(folder, program))) ?? null

/** What runs programs at their times here, the best first. */
export function schedulersOf(env: Environment): readonly ('systemd' | 'launchd' | 'cron')[] {
  return [
    ...(existsSync('/run/systemd/system') && folderOf('systemctl', env) ? ['systemd' as const] : []),
    ...(folderOf('launchctl', env) ? ['launchd' as const] : []),
    ...(folderOf('crontab', env) ? ['cron' as const] : []),
  ]
}

/** What the machine's own schedulers go by, whatever TZ says here. */
export function machineZone(localtime = '/etc/localtime'): string {
  try {
    const zone = /zoneinfo\/(?:posix\/|right\/)?(.+)$/.exec(readlinkSync(localtime))?.[1]
    if (zone && isTimezone(zone)) return zone
  } catch {
    // A copy, or not there: then it is what Node takes it for.
  }
  return systemZone()
}

const STATE = ['RIMURU_HOME', 'XDG_DATA_HOME', 'XDG_CONFIG_HOME', 'TZ']
const PROGRAMS = ['git', 'python3']
const STANDARD = ['/usr/local/bin', '/usr/bin', '/bin']

/** What a run needs of this environment to find the same state, data and programs as here. Secrets are no part of it. */
export function environmentOf(env: Environment): Readonly<Record<string, string>> {
  const surroundings = { home: homeOf(env), platform: process.platform, variables: env }
  const data = AGENTS.flatMap((agent) => placesOf(agent, surroundings, undefined).map(({ origin }) => origin))
  const set = [...new Set([...STATE, ...data])].flatMap((name) => (env[name] ? [[name, env[name]] as const] : []))
  const found = PROGRAMS.map((program) => folderOf(program, env))
  const own = (env.PATH ?? '').split(delimiter).filter((folder) => found.includes(folder))
  return { PATH: [...new Set([...own, ...STANDARD])].join(delimiter), ...Object.fromEntries(set) }
}
