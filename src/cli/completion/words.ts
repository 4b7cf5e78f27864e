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
    flags: [...Object.entries(flags).flatMap((flag) => [flagWords(flag), ...offWords(flag)]), HELP],
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

const HELP: FlagWords = {
  name: 'help',
  alias: 'h',
  describe: 'what there is',
  takesValue: false,
  values: [],
  words: null,
}

/** Of a switch that its description says how to turn off. */
function offWords([name, { describe }]: [string, Flag]): FlagWords[] {
  const off = `no-${name}`
  return describe.includes(`--${off}`)
    ? [{ name: off, alias: null, describe, takesValue: false, values: [], words: null }]
    : []
}

export const spellings = ({ name, alias }: FlagWords): string[] => [`--${name}`, ...(alias ? [`-${alias}`] : [])]
