import { RimuruError } from '../core/errors.ts'
import { suggest } from '../core/suggest.ts'
import type { Command } from './command.ts'

export const nameOf = (command: Command): string => command.usage.split(' ')[0]!

/** Also one that is a word of it: `--group-by`. */
const nearFlag = (flag: string, names: readonly string[]): string | null =>
  suggest(flag, names) ?? names.find((name) => flag.split('-').includes(name)) ?? null

/** yargs says what is wrong; this adds what was probably meant. */
export function usageError(message: string, args: readonly string[], commands: readonly Command[]): RimuruError {
  const word = args.find((arg) => !arg.startsWith('-'))
  const command = commands.find((each) => nameOf(each) === word)
  const help = `rimuru ${command ? `${word} ` : ''}--help lists what there is`
  const odd = unknownFlag(args, command)
  if (odd === '--version' || odd === '-V') {
    return new RimuruError('E7001', `${odd} stands alone`, { hint: 'rimuru --version prints the version' })
  }
  if (word === 'version' || word === 'help') {
    return new RimuruError('E7001', `unknown command "${word}", did you mean --${word}?`, { hint: help })
  }
  if (!command && word !== undefined) {
    const near = suggest(word, commands.map(nameOf))
    return new RimuruError('E7001', `unknown command "${word}"${near ? `, did you mean "${near}"?` : ''}`, {
      hint: help,
    })
  }
  const tooMany = /^Unknown arguments?: ([^,]+)/.exec(message)?.[1]
  const tooFew = message.startsWith('Not enough non-option arguments')
  // Of a flag that it does not know yargs takes the next word for its value, which is then missing elsewhere.
  if (command && odd !== null && (tooMany !== undefined || tooFew)) {
    const near = odd.startsWith('--') ? nearFlag(odd.slice(2), Object.keys(command.flags)) : null
    return new RimuruError('E7001', `unknown flag ${odd}${near ? `, did you mean --${near}?` : ''}`, { hint: help })
  }
  if (command && tooMany !== undefined) {
    return new RimuruError('E7001', `"${tooMany}" is one word too many`, { hint: help })
  }
  if (word === undefined) return new RimuruError('E7001', 'there is no command on the line', { hint: help })
  const [, choice, given, choices] = /Argument: (\S+), Given: "(.*?)", Choices: (.+)/.exec(message) ?? []
  if (choice !== undefined && given !== undefined && choices !== undefined) {
    const names = choices.replaceAll('"', '').split(', ')
    const near = suggest(given, names)
    return new RimuruError('E7001', `--${choice} does not know "${given}"${near ? `, did you mean "${near}"?` : ''}`, {
      hint: `one of ${names.join(', ')}`,
    })
  }
  const empty = /^Not enough arguments following: (.+)$/.exec(message)?.[1]
  if (empty !== undefined) {
    return new RimuruError('E7001', `${empty.length === 1 ? '-' : '--'}${empty} needs a value`, { hint: help })
  }
  if (command && tooFew) {
    return new RimuruError('E7001', `something is missing: rimuru ${command.usage}`, { hint: help })
  }
  const sentence = message.replaceAll('\n', ' ').replace(/\s+/g, ' ').trim()
  return new RimuruError('E7001', sentence.charAt(0).toLowerCase() + sentence.slice(1), { hint: help })
}

/** The first that the command does not have, as it was written. */
function unknownFlag(args: readonly string[], command: Command | undefined): string | null {
  const flags = Object.entries(command?.flags ?? {})
  const isLetter = (letter: string): boolean => letter === 'h' || flags.some(([, { alias }]) => alias === letter)
  const isName = (name: string): boolean => {
    const flag = flags.find(([each]) => each === name || `no-${each}` === name)?.[1]
    return name === 'help' || (flag !== undefined && (!name.startsWith('no-') || flag.type === 'boolean'))
  }
  const end = args.includes('--') ? args.indexOf('--') : args.length
  for (const arg of args.slice(0, end)) {
    const [, dashes, name = ''] = /^(--?)([^\d=][^=]*)/.exec(arg) ?? []
    if (dashes === '--' && !isName(name)) return `--${name}`
    const letter = dashes === '-' ? [...name].find((each) => !isLetter(each)) : undefined
    if (letter !== undefined) return `-${letter}`
  }
  return null
}
