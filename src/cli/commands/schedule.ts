import { RimuruError } from '../../core/errors.ts'
import { actionOf } from '../actions.ts'
import type { Invocation } from '../command.ts'

const ACTIONS = ['keep', 'install', 'uninstall'] as const

/** Of install and uninstall alone, and the other way round. */
const PLACES = ['cron', 'systemd', 'launchd', 'github', 'dry-run']

export async function run(invocation: Invocation): Promise<number> {
  const { flags } = invocation
  const action = actionOf(flags, ACTIONS)
  if (action !== 'keep') {
    if (flags.once) refuse(`--once does not go with ${action}`, 'leave out --once')
    if (flags.job)
      refuse(`--job does not go with ${action}`, 'leave out --job: all jobs that have a schedule are meant')
    const { install } = await import('./schedule/install.ts')
    return install(action, invocation)
  }
  const place = PLACES.find((name) => flags[name])
  if (place) refuse(`--${place} is for install and uninstall`, `rimuru schedule install --${place}`)
  const { keep, once } = await import('./schedule/keep.ts')
  if (flags.once) return once(invocation)
  if (flags.json) refuse('a schedule that is kept has no document', 'use --once --json, or leave out --json')
  return keep(invocation)
}

function refuse(what: string, hint: string): never {
  throw new RimuruError('E7001', what, { hint })
}
