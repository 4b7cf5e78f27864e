import { EXIT, RimuruError } from '../core/errors.ts'
import type { Command, Flag, Flags, FlagValue } from './command.ts'
import { fastParse, PARSER } from './fast-parse.ts'
import type { Io } from './io.ts'
import { nameOf, usageError } from './usage-error.ts'

export interface Parsed {
  readonly command: Command
  readonly flags: Flags
}

/** The command and its flags, or the exit code of a line that is answered here (help). */
export async function parseArguments(
  line: readonly string[],
  commands: readonly Command[],
  io: Io,
): Promise<Parsed | number> {
  const args = valuesApart(wordsLast(commandFirst(line, commands), commands), commands)
  refuseOddSwitches(args, commands)
  const plain = fastParse(args, commands)
  if (plain) return { command: plain.command, flags: checkFlags(plain.values, plain.command) }
  const { default: yargs } = await import('yargs')
  let chosen: Parsed | undefined
  let output = ''
  const parser = yargs()
    .scriptName('rimuru')
    .usage('$0 <command> [flags]\n\nWhat AI coding agents cost, exactly.')
    .version(false)
    .help('help')
    .alias('help', 'h')
    .epilogue('rimuru <command> --help shows the flags of a command, rimuru --version the version.')
    .strict()
    .parserConfiguration(PARSER)
    .exitProcess(false)
    .wrap(io.width ? Math.min(io.width, 110) : 100)
    .showHelpOnFail(false)
    .fail((message, error: Error | undefined) => {
      // What yargs throws itself is a mistake on the line too.
      if (error && error.name !== 'YError') throw error
      throw usageError(message ?? error?.message ?? 'the line cannot be read', args, commands)
    })
  for (const command of commands) {
    parser.command(
      command.usage,
      command.describe,
      (builder) => {
        for (const [name, flag] of Object.entries(command.flags)) builder.option(name, optionOf(flag))
        for (const [line, meaning] of command.examples ?? []) builder.example(line, meaning)
        return builder
      },
      (parsed) => {
        chosen = { command, flags: checkFlags(parsed, command) }
      },
    )
  }
  await parser.parseAsync([...args], {}, (_error, _parsed, text) => {
    output += text
  })
  if (chosen) {
    const extra = (chosen.flags._ as readonly string[])[1]
    if (extra === undefined) return chosen
    throw new RimuruError('E7001', `"${extra}" is one word too many`, {
      hint: 'rimuru --help lists what there is',
    })
  }
  if (output !== '') {
    io.out(`${output}\n`)
    return EXIT.ok
  }
  if (args.length === 0) {
    parser.showHelp((text) => io.out(`${text}\n`))
    return EXIT.ok
  }
  throw usageError(`Unknown command: ${args[0]}`, args, commands)
}

/** Flags may stand before the command too, where yargs would take it for the value of a switch. */
function commandFirst(args: readonly string[], commands: readonly Command[]): readonly string[] {
  for (let i = 0; i < args.length && args[i] !== '--'; i += 1) {
    const arg = args[i]!
    if (!arg.startsWith('-')) {
      const isCommand = commands.some((command) => nameOf(command) === arg)
      return isCommand ? [arg, ...args.slice(0, i), ...args.slice(i + 1)] : args
    }
    if (takesValue(arg, commands)) i += 1
  }
  return args
}

/** No flag has a blank in its name: a query may begin with a comment, `-- like this`. */
function wordsLast(args: readonly string[], commands: readonly Command[]): readonly string[] {
  if (args.includes('--')) return args
  const isWord = (arg: string, i: number): boolean =>
    /^-[^=\s]*\s/.test(arg) && !takesValue(args[i - 1] ?? '', commands)
  const words = args.filter(isWord)
  return words.length === 0 ? args : [...args.filter((arg, i) => !isWord(arg, i)), '--', ...words]
}

/** `-zUTC`, as other programs take it; yargs sees four switches in it. */
function valuesApart(args: readonly string[], commands: readonly Command[]): readonly string[] {
  const end = args.includes('--') ? args.indexOf('--') : args.length
  const apart = (arg: string): string[] =>
    /^-[a-z][^=]/i.test(arg) && takesValue(arg.slice(0, 2), commands) ? [arg.slice(0, 2), arg.slice(2)] : [arg]
  return [...args.slice(0, end).flatMap(apart), ...args.slice(end)]
}

function takesValue(arg: string, commands: readonly Command[]): boolean {
  const name = arg.replace(/^--?/, '')
  return commands.some(({ flags }) =>
    Object.entries(flags).some(
      ([flag, { alias, type, optional }]) => (flag === name || alias === name) && type !== 'boolean' && !optional,
    ),
  )
}

/** yargs takes `--json=maybe` for no. */
function refuseOddSwitches(args: readonly string[], commands: readonly Command[]): void {
  for (const arg of args) {
    const [, name = '', value] = /^--([\w-]+)=(.*)$/s.exec(arg) ?? []
    const isSwitch = commands.some(({ flags }) => Object.hasOwn(flags, name) && flags[name]?.type === 'boolean')
    if (isSwitch && value !== 'true' && value !== 'false') {
      throw new RimuruError('E7001', `--${name} is on or off and takes no "${value}"`, {
        hint: `write --${name} or --no-${name}`,
      })
    }
  }
}

function optionOf(flag: Flag): Record<string, unknown> {
  return {
    type: flag.type === 'list' ? 'string' : flag.type,
    describe: flag.describe,
    ...(flag.alias ? { alias: flag.alias } : {}),
    ...(flag.choices ? { choices: flag.choices } : {}),
    ...(flag.type === 'boolean' || flag.optional ? {} : { requiresArg: true }),
  }
}

/** yargs gives a flag that was repeated as a list; only lists may be. */
function checkFlags(parsed: Readonly<Record<string, unknown>>, command: Command): Flags {
  const flags: Record<string, FlagValue> = {}
  for (const [name, value] of Object.entries(parsed)) {
    const flag = Object.hasOwn(command.flags, name) ? command.flags[name] : undefined
    if (flag && flag.type !== 'boolean' && [value].flat().includes(false)) {
      throw new RimuruError('E7001', `unknown flag --no-${name}`, { hint: `--${name} takes a value` })
    }
    if (flag?.type === 'list') flags[name] = listOf(name, value, flag.optional)
    else if (flag && Array.isArray(value)) {
      if (flag.type !== 'boolean')
        throw new RimuruError('E7001', `--${name} was given more than once`, { hint: 'give it once' })
      flags[name] = value.at(-1) as boolean
    } else if (flag?.type === 'number' && !Number.isSafeInteger(value) && value !== undefined) {
      throw new RimuruError('E7001', `--${name} takes a whole number`, { hint: `for example --${name} 7` })
    } else flags[name] = value as FlagValue
  }
  if (flags.json === true && typeof flags.format === 'string' && flags.format !== 'json') {
    throw new RimuruError('E7001', `--json does not go with --format ${flags.format}`, { hint: 'use one of them' })
  }
  return flags
}

/** A filter that a script left empty must not become none at all. */
function listOf(name: string, value: unknown, optional = false): readonly string[] {
  if (value === undefined) return []
  return [value].flat().flatMap((text) => {
    const names = String(text)
      .split(',')
      .map((each) => each.trim())
      .filter((each) => each !== '')
    if (names.length === 0 && !optional)
      throw new RimuruError('E7001', `--${name} needs a value`, { hint: 'or leave it out' })
    return names
  })
}
