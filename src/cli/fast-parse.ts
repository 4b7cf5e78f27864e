import parser from 'yargs-parser'
import type { Command, Flag } from './command.ts'

/** The same settings as the full parser's. */
export const PARSER = {
  'duplicate-arguments-array': true,
  'camel-case-expansion': false,
  // The start of a session id may read as a number: `1e5`.
  'parse-positional-numbers': false,
  'dot-notation': false,
} as const

export interface FastParsed {
  readonly command: Command
  readonly values: Readonly<Record<string, unknown>>
}

/**
 * Command lines that are plainly right, which is nearly all: loading yargs takes longer than a report does. Whatever is
 * not, an unknown word, a missing value, a call for help, is null, and yargs says what is the matter.
 */
export function fastParse(args: readonly string[], commands: readonly Command[]): FastParsed | null {
  const name = args[0]
  const command = commands.find(({ usage }) => usage.split(' ')[0] === name)
  if (!command) return null
  const flags = Object.entries(command.flags)
  const named = (type: Flag['type'][]): string[] =>
    flags.filter(([, flag]) => type.includes(flag.type)).map(([flag]) => flag)
  const end = args.includes('--') ? args.indexOf('--') : args.length
  const parsed = parser(args.slice(0, end), {
    boolean: named(['boolean']),
    string: named(['string', 'list']),
    number: named(['number']),
    alias: Object.fromEntries(flags.flatMap(([flag, { alias }]) => (alias ? [[flag, [alias]]] : []))),
    configuration: PARSER,
  })
  const { _: words, ...given } = parsed
  const values = withPositionals(command, [...words, ...args.slice(end + 1)])
  if (!values) return null
  const aliases = new Set(flags.flatMap(([, { alias }]) => (alias ? [alias] : [])))
  for (const [key, value] of Object.entries(given)) {
    if (aliases.has(key)) continue
    const flag = Object.hasOwn(command.flags, key) ? command.flags[key] : undefined
    if (!flag || !isPlain(flag, value)) return null
    values[key] = value
  }
  return { command, values }
}

function withPositionals(command: Command, words: readonly (string | number)[]): Record<string, unknown> | null {
  const places = command.usage.split(' ').slice(1)
  const given = words.slice(1)
  if (given.length > places.length) return null
  const values: Record<string, unknown> = { _: words.slice(0, 1) }
  for (const [i, place] of places.entries()) {
    if (given[i] === undefined && place.startsWith('<')) return null
    if (given[i] !== undefined) values[place.slice(1, -1)] = String(given[i])
  }
  return values
}

function isPlain(flag: Flag, value: unknown): boolean {
  const values = [value].flat()
  if (flag.type === 'boolean') return values.every((each) => typeof each === 'boolean')
  if (flag.type === 'number') return values.every((each) => typeof each === 'number' && !Number.isNaN(each))
  return values.every(
    (each) => typeof each === 'string' && each !== '' && (!flag.choices || flag.choices.includes(each)),
  )
}
