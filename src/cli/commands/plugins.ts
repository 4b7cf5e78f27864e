import { actionOf, noWord, wordOf } from '../actions.ts'
import type { Invocation } from '../command.ts'

const ACTIONS = ['list', 'info', 'check', 'new'] as const

export async function run(invocation: Invocation): Promise<number> {
  const { flags } = invocation
  const action = actionOf(flags, ACTIONS)
  if (action === 'list') {
    noWord(flags, 'name')
    const { run: list } = await import('./plugins/list.ts')
    return list(invocation)
  }
  if (action === 'info') {
    const name = wordOf(flags, 'name', 'rimuru plugins list shows the names there are')
    const { run: info } = await import('./plugins/info.ts')
    return info(name, invocation)
  }
  if (action === 'check') {
    const path = wordOf(flags, 'name', 'give the folder of a plugin, its name, or a program')
    const { run: check } = await import('./plugins/check.ts')
    return check(path, invocation)
  }
  const name = wordOf(flags, 'name', 'give the plugin a name of small letters, digits, - and _')
  const { run: create } = await import('./plugins/new.ts')
  return create(name, invocation)
}
