import { actionOf, noWord } from '../actions.ts'
import type { Invocation } from '../command.ts'

const ACTIONS = ['show', 'sync', 'diff', 'verify'] as const

export async function run(invocation: Invocation): Promise<number> {
  const { flags } = invocation
  const action = actionOf(flags, ACTIONS)
  if (action === 'show') {
    if (typeof flags.name !== 'string') return (await import('./prices/overview.ts')).run(invocation)
    return (await import('./prices/show.ts')).run(flags.name, invocation)
  }
  noWord(flags, 'name')
  if (action === 'sync') return (await import('./prices/sync.ts')).run(invocation)
  if (action === 'diff') return (await import('./prices/diff.ts')).run(invocation)
  return (await import('./prices/verify.ts')).run(invocation)
}
