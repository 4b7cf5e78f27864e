import { RimuruError } from '../core/errors.ts'
import { suggest } from '../core/suggest.ts'
import type { Flags } from './command.ts'

/** The command as it was typed: several names may stand for one. */
export const commandName = (flags: Flags): string => String((flags._ as readonly string[])[0])

/** The action word of a command such as `sessions list`; without one its first action. */
export function actionOf<Action extends string>(flags: Flags, actions: readonly Action[]): Action {
  const word = flags.action
  if (word === undefined) return actions[0]!
  const action = actions.find((each) => each === word)
  if (action) return action
  const near = suggest(String(word), actions)
  throw new RimuruError(
    'E7001',
    `${commandName(flags)} has no action "${String(word)}"${near ? `, did you mean "${near}"?` : ''}`,
    {
      hint: `actions: ${actions.join(', ')}`,
    },
  )
}

/** The word that an action needs after it, such as an id. */
export function wordOf(flags: Flags, name: string, hint: string): string {
  const word = flags[name]
  if (typeof word === 'string' && word !== '') return word
  throw new RimuruError('E7001', `${commandOf(flags)} is missing its ${name}`, { hint })
}

/** An action that takes no further word must not swallow one. */
export function noWord(flags: Flags, name: string): void {
  if (flags[name] === undefined) return
  throw new RimuruError('E7001', `"${String(flags[name])}" is one word too many`, {
    hint: `${commandOf(flags)} takes only flags`,
  })
}

const commandOf = (flags: Flags): string =>
  [commandName(flags), flags.action].filter((word) => typeof word === 'string').join(' ')
