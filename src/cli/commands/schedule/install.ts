import { spawnSync } from 'node:child_process'
import { EXIT, RimuruError } from '../../../core/errors.ts'
import { makeStateFolder } from '../../../platform/folders.ts'
import type { Environment } from '../../../platform/places.ts'
import { repositoryAround } from '../../../platform/project.ts'
import type { ScheduledJob } from '../../../scheduler/types.ts'
import type { Invocation } from '../../command.ts'
import { toJson } from '../../ui/formats.ts'
import type { Call, Change, Plan } from './changes.ts'
import { planCron } from './crontab.ts'
import { planGithub } from './github.ts'
import { planLaunchd } from './launchd.ts'
import { schedulersOf } from './machine.ts'
import { someJobs, surroundingsOf } from './surroundings.ts'
import type { Surroundings } from './surroundings.ts'
import { planSystemd } from './systemd.ts'

type Action = 'install' | 'uninstall'

const PLACES: Readonly<Record<string, (action: Action, surroundings: Surroundings, env: Environment) => Plan>> = {
  cron: planCron,
  systemd: planSystemd,
  launchd: planLaunchd,
  github: planGithub,
}

/** Hands the jobs over to what runs programs on this machine, or takes them back. */
export async function install(action: Action, invocation: Invocation): Promise<number> {
  const { flags, io, env } = invocation
  const chosen = Object.keys(PLACES).filter((name) => flags[name])
  const surroundings = await surroundingsOf(invocation)
  if (chosen.length !== 1) throw whichPlace(action, chosen, surroundings, env)
  const place = chosen[0]!
  if (surroundings.configPath === null) {
    throw new RimuruError('E3001', 'there is no config file here', {
      where: surroundings.configDir,
      hint: 'rimuru init writes one; or name it with --config',
    })
  }
  if (action === 'install') checkNames(someJobs(surroundings))
  const plan = PLACES[place]!(action, surroundings, env)
  const dryRun = flags['dry-run'] === true
  const calls = dryRun ? [...plan.before, ...plan.after].map(uncalled) : carryOut(plan, surroundings, env)
  const failed = calls.some((call) => call.failed)
  if (flags.json) {
    const changes = plan.changes.map((change) => ({ path: change.name, change: kindOf(change), text: change.after }))
    const commands = calls.map(({ call, problem }) => ({ command: call, problem }))
    io.out(toJson({ schema_version: 1, kind: 'schedule-install', action, place, dry_run: dryRun, changes, commands }))
    return failed ? EXIT.failed : EXIT.ok
  }
  if (plan.changes.length === 0) io.note('nothing is installed there\n')
  for (const change of plan.changes) io.out(lineOf(change, dryRun))
  for (const { call, problem } of calls) {
    if (dryRun) io.out(`would call ${call.join(' ')}\n`)
    else if (problem !== null) io.note(`${problem}: call it yourself: ${call.join(' ')}\n`)
  }
  for (const note of plan.notes) io.note(`${note}\n`)
  return failed ? EXIT.failed : EXIT.ok
}

const WORDS = { new: 'written', changed: 'changed', removed: 'removed', same: 'left as it is' } as const

function kindOf({ before, after }: Change): keyof typeof WORDS {
  if (after === null) return 'removed'
  if (before === null) return 'new'
  return before === after ? 'same' : 'changed'
}

function lineOf(change: Change, dryRun: boolean): string {
  const kind = kindOf(change)
  if (!dryRun) return `${change.name} ${WORDS[kind]}\n`
  const text = kind === 'new' || kind === 'changed' ? `${change.after!.replace(/^(?=.)/gm, '  ')}\n` : ''
  return `${change.name} would be ${WORDS[kind]}${text === '' ? '' : ':'}\n${text}`
}

interface Called {
  readonly call: Call
  /** Why it has to be called by hand. */
  readonly problem: string | null
  /** It is there, and did not do it. */
  readonly failed: boolean
}

const uncalled = (call: Call): Called => ({ call, problem: null, failed: false })

function carryOut({ before, changes, after }: Plan, { folder }: Surroundings, env: Environment): Called[] {
  // What was never started, or is gone, cannot be stopped; there is nothing to do about it.
  const first = before.map((call) => ({ ...callNow(call, env), problem: null, failed: false }))
  // No scheduler makes the folder of a log.
  if (changes.some((change) => change.after !== null)) makeStateFolder(folder)
  for (const change of changes) {
    if (change.before !== change.after) change.apply()
  }
  return [...first, ...after.map((call) => callNow(call, env))]
}

function callNow(call: Call, env: Environment): Called {
  const [program, ...args] = call
  const { status, stderr, error } = spawnSync(program, args, { encoding: 'utf8', env })
  if (status === 0) return uncalled(call)
  if (error) return { call, problem: `${program} is not there`, failed: false }
  return { call, problem: stderr.trim().split('\n')[0] || `${program} failed`, failed: true }
}

/** Names stand in units, labels and scripts. */
function checkNames(jobs: readonly ScheduledJob[]): void {
  const odd = jobs.find(({ name }) => !/^\w[\w.-]*$/.test(name))
  if (!odd) return
  throw new RimuruError('E3001', `the job "${odd.name}" cannot be installed under this name`, {
    hint: 'name its file with letters, digits, -, _ and . alone',
  })
}

function whichPlace(
  action: Action,
  chosen: readonly string[],
  { configDir }: Surroundings,
  env: Environment,
): RimuruError {
  const fits = [
    ...schedulersOf(env).map((scheduler) => `--${scheduler}`),
    ...(repositoryAround(configDir) === configDir ? ['--github'] : []),
  ]
  const what = chosen.length === 0 ? 'does not say where' : 'takes one place at a time'
  return new RimuruError('E7001', `schedule ${action} ${what}`, {
    hint:
      fits.length > 0
        ? `fit for this machine: ${fits.join(', ')}`
        : 'nothing here runs programs at their times: keep `rimuru schedule` running',
  })
}
