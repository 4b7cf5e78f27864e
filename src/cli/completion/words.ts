import { COMMANDS } from '../commands.ts'
import type { Command, Flag } from '../command.ts'

export interface CommandWords {
  readonly name: string
  readonly describe: string
  readonly actions: readonly string[]
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

const commandWords = ({ usage, describe, actions = [], flags }: Command): CommandWords => ({
  name: usage.split(' ')[0]!,
  describe,
  actions,
  flags: [...Object.entries(flags).map(flagWords), ...EVERYWHERE],
})

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
