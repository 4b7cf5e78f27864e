import { resolveConfig } from '../../../config/settings.ts'
import { RimuruError } from '../../../core/errors.ts'
import type { Environment } from '../../../platform/places.ts'
import type { Invocation } from '../../command.ts'
import { timezoneOf } from '../../reading.ts'
import { schedulersOf } from '../schedule/machine.ts'
import type { Target } from '../init.ts'
import { askFor, budgetOf } from './questions.ts'

/** What runs the jobs. */
export type Place = 'cron' | 'systemd' | 'launchd' | 'github' | 'later'

export interface Answers {
  readonly timezone: string
  /** In USD a month, as decimal text; null for none. */
  readonly budget: string | null
  readonly place: Place
}

/** Asked on a terminal, else the flags and defaults. Null when whoever was asked went away. */
export async function answersOf(invocation: Invocation, target: Target): Promise<Answers | null> {
  const { flags, io, env, signal } = invocation
  const budget = typeof flags.budget === 'string' ? budgetOf(flags.budget) : null
  if (budget === null && flags.budget !== undefined) {
    throw new RimuruError('E7001', `--budget is not an amount in USD above 0: "${String(flags.budget)}"`, {
      hint: 'for example --budget 500',
    })
  }
  const places = placesFor(target, env)
  const given: Answers = {
    timezone: timezoneOf(flags, resolveConfig(null), env),
    budget,
    // Only whoever asks for it gets a workflow.
    place: flags.github === true ? 'github' : (places.find((place) => place !== 'github') ?? 'later'),
  }
  const terminal = io.outIsTerminal && process.stdin.isTTY
  if (!terminal || env.CI || flags.yes === true || flags.json === true) return given
  const open = {
    timezone: target.config === null && flags.timezone === undefined,
    budget: target.config === null && flags.budget === undefined,
    place: flags.github !== true,
  }
  return askFor(open, given, places, { input: process.stdin, output: process.stdout, width: io.width, signal })
}

/** Those that can be had there, the best first: a machine of one's own has the data. */
export function placesFor({ folder, repository }: Target, env: Environment): readonly Place[] {
  const github: readonly Place[] = repository === null || repository === folder ? ['github'] : []
  return [...schedulersOf(env), ...github, 'later']
}
