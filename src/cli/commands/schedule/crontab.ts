import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { RimuruError } from '../../../core/errors.ts'
import type { Environment } from '../../../platform/places.ts'
import { shellWord } from '../../shell-word.ts'
import type { Change, Plan } from './changes.ts'
import { commandLine, secretsNote } from './command-line.ts'
import { environmentOf, machineZone } from './machine.ts'
import { machineTimes } from './machine-times.ts'
import type { Surroundings } from './surroundings.ts'

/** The cron of Debian takes no longer commands. */
const LONGEST = 998

export function planCron(action: 'install' | 'uninstall', surroundings: Surroundings, env: Environment): Plan {
  const { configPath } = surroundings
  const [begin, end] = [`# >>> rimuru ${configPath} >>>`, `# <<< rimuru ${configPath} <<<`]
  const before = readCrontab(env)
  const rest = withoutBlock(before ?? '', begin, end)
  const block = action === 'install' ? [begin, ...linesOf(surroundings, env), end] : []
  const after = [...rest, ...block].map((line) => `${line}\n`).join('')
  const change: Change = { name: 'crontab', before, after, apply: () => writeCrontab(after, env) }
  const notes = action === 'install' ? [secretsNote(surroundings), `what runs say goes to ${surroundings.folder}`] : []
  return { changes: before === null && after === '' ? [] : [change], before: [], after: [], notes }
}

function linesOf(surroundings: Surroundings, env: Environment): string[] {
  const lines = ['# Written by `rimuru schedule install --cron`, taken away by `rimuru schedule uninstall --cron`.']
  const variables = Object.entries(environmentOf(env)).map(([name, value]) => `${name}=${shellWord(value)}`)
  for (const { cron, jobs, exact } of machineTimes(surroundings.jobs, machineZone(), Date.now())) {
    const names = jobs.map(({ name }) => name)
    for (const job of jobs) lines.push(`# ${job.name}: ${job.cron} ${job.timezone}`)
    // The cron of many machines knows no zones but its own.
    if (!exact) lines.push('# Not each of these times is the right one: it looks which.')
    const words = exact ? ['run', names[0]!] : ['schedule', '--once', ...names.flatMap((name) => ['--job', name])]
    const log = join(surroundings.folder, `${exact ? names[0] : 'schedule'}.log`)
    const command = [
      ...variables,
      ...commandLine(surroundings, words).map(shellWord),
      '>>',
      shellWord(log),
      '2>&1',
    ].join(' ')
    if (command.length > LONGEST) throw tooLong(names)
    lines.push(`${cron} ${command.replaceAll('%', String.raw`\%`)}`)
  }
  return lines
}

const tooLong = (names: readonly string[]): RimuruError =>
  new RimuruError(
    'E3001',
    `the line of ${names.join(', ')} is longer than ${LONGEST} letters, which cron does not take`,
    {
      hint: 'use --systemd, or a folder with a shorter path',
    },
  )

function withoutBlock(text: string, begin: string, end: string): string[] {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  const [from, to] = [lines.indexOf(begin), lines.indexOf(end)]
  if (from === -1 && to === -1) return lines
  if (from !== -1 && to > from) return lines.toSpliced(from, to - from + 1)
  throw new RimuruError('E8001', `the crontab has only one of these lines: ${begin} and ${end}`, {
    where: 'crontab',
    hint: 'take out by hand what is left of the block, with `crontab -e`',
  })
}

/** Null where there is none. What cannot be read must not be written over. */
function readCrontab(env: Environment): string | null {
  const { status, stdout, stderr, error } = crontab(['-l'], env)
  if (status === 0) return stdout
  if (!error && /no crontab|no such file|can't open/i.test(stderr)) return null
  throw failed('read', error, stderr)
}

function writeCrontab(text: string, env: Environment): void {
  const { status, stderr, error } = crontab(['-'], env, text)
  if (status !== 0) throw failed('written', error, stderr)
}

const crontab = (args: readonly string[], env: Environment, input = '') =>
  spawnSync('crontab', args, { encoding: 'utf8', input, env: { ...env, LC_ALL: 'C' } })

const failed = (what: string, error: Error | undefined, stderr: string): RimuruError =>
  new RimuruError('E8001', `your crontab cannot be ${what}: ${error ? 'there is no program crontab' : stderr.trim()}`, {
    where: 'crontab',
    hint: 'install cron; rimuru schedule install says what else fits this machine',
    cause: error,
  })
