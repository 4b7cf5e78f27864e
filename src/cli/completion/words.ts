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
  /** What to ask the program for instead. */
  readonly words: Words | null
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

const flagWords = ([name, { type, alias, describe, choices, values, words }]: [string, Flag]): FlagWords => ({
  name,
  alias: alias ?? null,
  describe,
  takesValue: type !== 'boolean',
  values: choices ?? values ?? [],
  words: words ?? null,
})

const EVERYWHERE: readonly FlagWords[] = [
  { name: 'no-color', alias: null, describe: 'no colour', takesValue: false, values: [], words: null },
  { name: 'help', alias: 'h', describe: 'what there is', takesValue: false, values: [], words: null },
]

export const spellings = ({ name, alias }: FlagWords): string[] => [`--${name}`, ...(alias ? [`-${alias}`] : [])]
