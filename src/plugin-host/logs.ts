import { StringDecoder } from 'node:string_decoder'
import type { Readable } from 'node:stream'
import type { LogLine } from './types.ts'

/** A longer line is cut. */
const LONGEST = 8 << 10
/** What one plugin may say in a run; the rest is counted. */
const MOST_LINES = 2000

export interface LineReader {
  /** What came after the last line that was passed on, as one line that says how much it was. */
  end(): void
}

/** Drains an output of a plugin line by line. It never blocks the plugin, and never grows. */
export function readOutput(
  stream: Readable,
  plugin: string,
  source: 'stdout' | 'stderr',
  log: (line: LogLine) => void,
): LineReader {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  let lines = 0
  let dropped = 0

  const say = (text: string): void => {
    const message = clean(text.slice(0, LONGEST))
    if (message === '') return
    lines += 1
    if (lines > MOST_LINES) dropped += 1
    else log({ plugin, source, level: source === 'stderr' ? 'warning' : 'info', message })
  }
  stream.on('data', (chunk: Buffer) => {
    const parts = (rest + decoder.write(chunk)).split('\n')
    rest = parts.pop()!.slice(0, LONGEST)
    for (const part of parts) say(part)
  })
  stream.on('error', () => undefined)
  return {
    end() {
      say(rest)
      rest = ''
      if (dropped > 0) {
        log({ plugin, source: 'host', level: 'warning', message: `${dropped} more lines on ${source} were dropped` })
      }
      dropped = 0
    },
  }
}

/** Nothing that a plugin prints may move the cursor or change the colours of a terminal. */
export const clean = (text: string): string => text.replace(/[^\P{Cc}\t\n]+/gu, ' ').trimEnd()
