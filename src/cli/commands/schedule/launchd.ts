import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { homeOf } from '../../../platform/places.ts'
import type { Environment } from '../../../platform/places.ts'
import { calendarIntervals } from './calendar-intervals.ts'
import { ownChange } from './changes.ts'
import type { Call, Plan } from './changes.ts'
import { commandLine, secretsNote } from './command-line.ts'
import { environmentOf, machineZone } from './machine.ts'
import { machineTimes } from './machine-times.ts'
import { plist } from './plist.ts'
import type { Surroundings } from './surroundings.ts'

const AGENT = /^dev\.rimuru\..+\.plist$/
/** Jobs of other zones than the machine's. */
const OTHERS = 'other-zones'

export function planLaunchd(action: 'install' | 'uninstall', surroundings: Surroundings, env: Environment): Plan {
  const folder = join(homeOf(env), 'Library', 'LaunchAgents')
  const mark = `<!-- rimuru: ${String(surroundings.configPath).replaceAll('--', '-&#45;')} -->`
  const agents = action === 'install' ? agentsOf(surroundings, env, mark) : []
  const files = agents.map(({ label, text }) => ({ path: join(folder, `${label}.plist`), text }))
  const kept = files.map(({ path }) => path)
  const old = ownAgents(folder, mark)
  const gone = old.filter((path) => !kept.includes(path))
  const domain = `gui/${process.getuid?.() ?? 501}`
  const bootout = (path: string): Call => ['launchctl', 'bootout', `${domain}/${basename(path, '.plist')}`]
  return {
    changes: [
      ...files.map(({ path, text }) => ownChange(path, text, mark)),
      ...gone.map((path) => ownChange(path, null, mark)),
    ],
    before: old.map(bootout),
    after: kept.map((path) => ['launchctl', 'bootstrap', domain, path]),
    notes: action === 'install' ? [secretsNote(surroundings), `what runs say goes to ${surroundings.folder}`] : [],
  }
}

function ownAgents(folder: string, mark: string): string[] {
  if (!existsSync(folder)) return []
  const agents = readdirSync(folder)
    .filter((name) => AGENT.test(name))
    .map((name) => join(folder, name))
  return agents.filter((path) => readFileSync(path, 'utf8').includes(mark)).sort()
}

interface LaunchAgent {
  readonly label: string
  readonly text: string
}

function agentsOf(surroundings: Surroundings, env: Environment, mark: string): LaunchAgent[] {
  const times = machineTimes(surroundings.jobs, machineZone(), Date.now())
  const others = times.filter(({ exact }) => !exact)
  const agents = times
    .filter(({ exact }) => exact)
    .map(({ cron, jobs: [job] }) => agentOf(job!.name, ['run', job!.name], [cron]))
  if (others.length > 0) {
    const names = others[0]!.jobs.flatMap(({ name }) => ['--job', name])
    agents.push(
      agentOf(
        OTHERS,
        ['schedule', '--once', ...names],
        others.map(({ cron }) => cron),
      ),
    )
  }
  return agents

  function agentOf(name: string, words: readonly string[], crons: readonly string[]): LaunchAgent {
    const log = join(surroundings.folder, `${name}.log`)
    const label = `dev.rimuru.${name}`
    const text = plist(mark, {
      Label: label,
      ProgramArguments: commandLine(surroundings, words),
      EnvironmentVariables: environmentOf(env),
      StartCalendarInterval: calendarIntervals(crons, name),
      StandardOutPath: log,
      StandardErrorPath: log,
    })
    return { label, text }
  }
}
