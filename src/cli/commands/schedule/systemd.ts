import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { homeOf } from '../../../platform/places.ts'
import type { Environment } from '../../../platform/places.ts'
import type { ScheduledJob } from '../../../scheduler/types.ts'
import { ownChange } from './changes.ts'
import type { Call, Plan } from './changes.ts'
import { commandLine, secretsNote } from './command-line.ts'
import { environmentOf } from './machine.ts'
import { onCalendar } from './on-calendar.ts'
import type { Surroundings } from './surroundings.ts'

const UNIT = /^rimuru-.+\.(service|timer)$/

export function planSystemd(action: 'install' | 'uninstall', surroundings: Surroundings, env: Environment): Plan {
  const folder = join(env.XDG_CONFIG_HOME || join(homeOf(env), '.config'), 'systemd', 'user')
  const mark = `# rimuru: ${surroundings.configPath}\n`
  const jobs = action === 'install' ? surroundings.jobs : []
  const units = jobs.flatMap((job) => [
    { path: join(folder, `${unitOf(job)}.service`), text: mark + serviceOf(job, surroundings, env) },
    { path: join(folder, `${unitOf(job)}.timer`), text: mark + timerOf(job) },
  ])
  const kept = units.map(({ path }) => path)
  const gone = ownUnits(folder, mark).filter((path) => !kept.includes(path))
  const timers = (paths: readonly string[]): string[] =>
    paths.map((path) => basename(path)).filter((name) => name.endsWith('.timer'))
  const call = (verb: readonly string[], names: readonly string[]): Call[] =>
    names.length > 0 ? [['systemctl', '--user', ...verb, ...names]] : []
  return {
    changes: [
      ...units.map(({ path, text }) => ownChange(path, text, mark)),
      ...gone.map((path) => ownChange(path, null, mark)),
    ],
    before: call(['disable', '--now'], timers(gone)),
    after: [
      ...(kept.length + gone.length > 0 ? call([], ['daemon-reload']) : []),
      ...call(['enable'], timers(kept)),
      // Not `enable --now`: a timer that runs already must read its new times.
      ...call(['restart'], timers(kept)),
    ],
    notes:
      action === 'install'
        ? [
            secretsNote(surroundings),
            'timers run while you are logged in; `loginctl enable-linger` has them run at any time',
            `what runs say: journalctl --user -u '${unitOf({ name: '*' })}'`,
          ]
        : [],
  }
}

const unitOf = ({ name }: Pick<ScheduledJob, 'name'>): string => `rimuru-${name}`

function ownUnits(folder: string, mark: string): string[] {
  if (!existsSync(folder)) return []
  const units = readdirSync(folder)
    .filter((name) => UNIT.test(name))
    .map((name) => join(folder, name))
  return units.filter((path) => readFileSync(path, 'utf8').startsWith(mark)).sort()
}

function serviceOf(job: ScheduledJob, surroundings: Surroundings, env: Environment): string {
  const variables = Object.entries(environmentOf(env)).map(
    ([name, value]) => `Environment=${quoted(`${name}=${value}`)}`,
  )
  return `[Unit]
Description=Rimuru ${percent(job.name)}

[Service]
Type=oneshot
${variables.join('\n')}
ExecStart=:${commandLine(surroundings, ['run', job.name]).map(quoted).join(' ')}
NoNewPrivileges=yes
`
}

const timerOf = (job: ScheduledJob): string => `[Unit]
Description=Rimuru ${percent(job.name)}: ${percent(job.cron)} ${job.timezone}

[Timer]
${onCalendar(job)
  .map((time) => `OnCalendar=${time}\n`)
  .join('')}AccuracySec=1s
Persistent=true

[Install]
WantedBy=timers.target
`

/** `$` needs no escape: the colon before the command turns variables off. */
const quoted = (word: string): string => `"${percent(word).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`

const percent = (text: string): string => text.replaceAll('%', '%%')
