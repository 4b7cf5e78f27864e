import { StringDecoder } from 'node:string_decoder'
import type { Readable } from 'node:stream'
import type { LogLevel } from '../plugin-sdk/messages.ts'
import type { JsonObject } from '../plugin-sdk/types.ts'
import { maskAll } from './secrets.ts'
import type { Mask } from './secrets.ts'
import type { LogLine } from './types.ts'

/** A longer line is cut. */
const LONGEST = 8 << 10
/** What one plugin may say in a run; the rest is counted. */
const MOST_LINES = 2000

export interface LineBudget {
  say(line: LogLine): void
  /** One line that says how many were not passed on. */
  end(): void
}

/** Passes on as many lines as one plugin may say, and counts the rest. */
export function lineBudget(plugin: string, source: LogLine['source'], log: (line: LogLine) => void): LineBudget {
  let lines = 0
  return {
    say(line) {
      lines += 1
      if (lines <= MOST_LINES) log(line)
    },
    end() {
      if (lines <= MOST_LINES) return
      const message = `${lines - MOST_LINES} more lines on ${source} were dropped`
      log({ plugin, source: 'host', level: 'warning', message })
      lines = 0
    },
  }
}

const LEVELS: readonly unknown[] = ['debug', 'info', 'warning', 'error'] satisfies LogLevel[]

/** What a plugin says in a `log` message. It may say anything. */
export function logLineOf(plugin: string, payload: unknown, mask: Mask): LogLine {
  const { level, message, fields } = (payload ?? {}) as Readonly<Record<string, unknown>>
  const text = typeof message === 'string' ? message : (JSON.stringify(message) ?? '')
  return {
    plugin,
    source: 'log',
    level: LEVELS.includes(level) ? (level as LogLevel) : 'info',
    message: clean(mask(text).slice(0, LONGEST)),
    fields: isSmallObject(fields) ? maskAll(fields, mask) : undefined,
  }
}

const isSmallObject = (fields: unknown): fields is JsonObject =>
  typeof fields === 'object' && fields !== null && !Array.isArray(fields) && JSON.stringify(fields).length <= LONGEST

/** Drains an output of a plugin line by line, to its end. It never blocks the plugin, and never grows. */
export function readOutput(
  stream: Readable,
  plugin: string,
  source: 'stdout' | 'stderr',
  log: (line: LogLine) => void,
  mask: Mask,
): Promise<void> {
  const decoder = new StringDecoder('utf8')
  const budget = lineBudget(plugin, source, log)
  let rest = ''

  const say = (text: string): void => {
    const message = clean(mask(text).slice(0, LONGEST))
    if (message !== '') budget.say({ plugin, source, level: source === 'stderr' ? 'warning' : 'info', message })
  }
  stream.on('data', (chunk: Buffer) => {
    const parts = (rest + decoder.write(chunk)).split('\n')
    // A secret that begins within what is shown is still whole.
    rest = parts.pop()!.slice(0, 2 * LONGEST)
    for (const part of parts) say(part)
  })
  stream.on('error', () => undefined)
  return new Promise((resolve) =>
    stream.once('close', () => {
      say(rest)
      budget.end()
      resolve()
    }),
  )
}

/** Nothing that a plugin prints may move the cursor or change the colours of a terminal. */
export const clean = (text: string): string =>
  text
    .replace(/[^\P{Cc}\t\n]+/gu, ' ')
    .replace(/[\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, '\ufffd')
    .trimEnd()
