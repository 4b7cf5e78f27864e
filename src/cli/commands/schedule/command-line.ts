import { join } from 'node:path'
import { configFlag } from './surroundings.ts'
import type { Surroundings } from './surroundings.ts'

/** What an installed schedule calls: nothing in it depends on a folder, a shell, or PATH. */
export function commandLine(surroundings: Surroundings, words: readonly string[]): string[] {
  const [node, ...program] = surroundings.program
  return [node!, `--env-file-if-exists=${secretsFile(surroundings)}`, ...program, ...words, ...configFlag(surroundings)]
}

/** Where secrets may stand for runs that no shell of a person starts. */
export const secretsFile = ({ folder }: Surroundings): string => join(folder, 'secrets.env')

export const secretsNote = (surroundings: Surroundings): string =>
  `variables that plugins need, such as secrets, go into ${secretsFile(surroundings)}: NAME=value, one a line`
