import { COMMANDS } from '../commands.ts'
import type { Command, Flag, Words } from '../command.ts'

export interface CommandWords {
  readonly name: string
  readonly describe: string
  readonly actions: readonly string[]
  /** What to ask the program for, and the word that it stands after. */
  readonly proposes: { readonly words: Words; readonly after: string } | null
  readonly flags: readonly FlagWords[]
}

export interface FlagWords {
  readonly name: string
  readonly alias: string | null
  readonly describe: string
  readonly takesValue: boolean
  /** What may stand as its value; empty: anything. */
  readonly values: readonly string[]
}

/** All that a completion script knows, from the commands as they are. */
export const completionWords = (): CommandWords[] => COMMANDS.map(commandWords)

function commandWords({ usage, describe, actions = [], proposes, flags }: Command): CommandWords {
  const name = usage.split(' ')[0]!
  return {
    name,
    describe,
    actions,
    proposes: proposes ? { words: proposes.words, after: proposes.after ?? name } : null,
    flags: [...Object.entries(flags).map(flagWords), ...EVERYWHERE],
  }
}

const flagWords = ([name, { type, alias, describe, choices, values }]: [string, Flag]): FlagWords => ({
  name,
  alias: alias ?? null,
  describe,
  takesValue: type !== 'boolean',
  values: choices ?? values ?? [],
})

const EVERYWHERE: readonly FlagWords[] = [
  { name: 'no-color', alias: null, describe: 'no colour', takesValue: false, values: [] },
  { name: 'help', alias: 'h', describe: 'what there is', takesValue: false, values: [] },
]

export const spellings = ({ name, alias }: FlagWords): string[] => [`--${name}`, ...(alias ? [`-${alias}`] : [])]
