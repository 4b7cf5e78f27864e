import { containForGood, hasUserCode } from '../config/contained.ts'
import { EXIT, exitCodeOf, RimuruError } from '../core/errors.ts'
import { reasonOf } from '../platform/walk.ts'
import { COMMANDS } from './commands.ts'
import type { Command, Invocation } from './command.ts'
import { parseArguments } from './parse.ts'
import { createIo, unwritten } from './io.ts'
import { switchOf } from './switch-of.ts'
import { printError } from './ui/errors.ts'

const GRACE_MS = 300
/** How long all that is ours takes to end by itself. */
const END_MS = 500

/** Taken before a config is loaded, which may not end the process. */
const exit = process.exit.bind(process)

/** Runs one command line to its exit code. Data goes to stdout, everything else to stderr. */
export async function runCli(args: readonly string[]): Promise<number> {
  const io = createIo(process.stdout, process.stderr, process.env, args)
  const stop = new AbortController()
  let graceMs = GRACE_MS
  let told = false
  const tell = (): void => {
    if (told) return
    told = true
    io.progress('')
    io.note('interrupted\n')
  }
  const end = (): void => {
    tell()
    exit(EXIT.interrupted)
  }
  const interrupt = (): void => {
    if (stop.signal.aborted) return end()
    stop.abort()
    // DuckDB may be in the middle of a query; nothing is half-written if it never returns.
    if (graceMs < Infinity) setTimeout(end, graceMs).unref()
  }
  process.on('SIGINT', interrupt)
  process.on('SIGTERM', interrupt)
  const debug = switchOf('debug', args) === true
  containForGood((error) => {
    printError(error, io, debug)
    exit(exitCodeOf(error))
  })
  try {
    // Asked first: the parser wants to know it too.
    const cwd = workingFolder()
    const parsed = await parseArguments(args, COMMANDS, io)
    if (typeof parsed === 'number') {
      await io.flushed()
      return parsed
    }
    const { command, flags } = parsed
    graceMs = command.graceMs ?? GRACE_MS
    const invocation: Invocation = { flags, io, env: process.env, cwd, signal: stop.signal }
    const code = await runCommand(command, invocation)
    await io.flushed()
    return code
  } catch (error) {
    if (stop.signal.aborted) {
      tell()
      return EXIT.interrupted
    }
    printError(error, io, debug)
    return exitCodeOf(error)
  } finally {
    process.off('SIGINT', interrupt)
    process.off('SIGTERM', interrupt)
  }
}

/** A config or job file may have left open what keeps the process from its end, such as a timer. */
export function endWith(code: number): void {
  process.exitCode = code
  if (!hasUserCode()) return
  setTimeout(() => {
    process.stderr.write('ended, although the config or a job file has left something open, such as a timer\n')
    exit(code)
  }, END_MS).unref()
}

/** It is gone where a worktree was removed that a shell still stands in. */
function workingFolder(): string {
  try {
    return process.cwd()
  } catch (cause) {
    throw new RimuruError('E8001', `the folder you are in cannot be used: ${reasonOf(cause)}`, {
      hint: 'change to a folder that exists, then run it again',
      cause,
    })
  }
}

/** Of what was written without a command: the version. */
export function tellUnwritten(error: Error): void {
  const io = createIo(process.stdout, process.stderr, process.env, [])
  printError(unwritten(error), io, false)
  process.exitCode = EXIT.failed
}

async function runCommand(command: Command, invocation: Invocation): Promise<number> {
  const { flags, cwd, env } = invocation
  if (typeof flags.config === 'string' && !command.goesOnWithoutConfig) {
    // Also where the command has no use for it: whoever gives a file that is not there has mistyped it.
    const { findConfig } = await import('../config/find.ts')
    findConfig({ cwd, env, explicitPath: flags.config })
  }
  const { run } = await command.load()
  return run(invocation)
}
