import { closeSync, mkdirSync, openSync, utimesSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/** What has been written so far, over all files of one agent. */
export interface Written {
  files: number
  bytes: number
  lines: number
}

export interface LogFile {
  readonly line: (text: string) => void
  /** Bytes so far; exact enough to decide when a session is long enough. */
  readonly size: () => number
  /** Every line written, if they were asked for: a fork copies them. */
  readonly lines: readonly string[]
  readonly close: (modified: number) => void
}

const FLUSH_AT = 1024 * 1024

export function openLogFile(path: string, written: Written, keepLines = false): LogFile {
  mkdirSync(dirname(path), { recursive: true })
  const descriptor = openSync(path, 'w')
  const lines: string[] = []
  let pending = ''
  let bytes = 0
  const flush = () => {
    const chunk = Buffer.from(pending)
    for (let done = 0; done < chunk.length;) done += writeSync(descriptor, chunk, done)
    bytes += chunk.length
    pending = ''
  }
  written.files++
  return {
    lines,
    line: (text) => {
      pending += text
      pending += '\n'
      written.lines++
      if (keepLines) lines.push(text)
      if (pending.length > FLUSH_AT) flush()
    },
    size: () => bytes + pending.length,
    close: (modified) => {
      flush()
      closeSync(descriptor)
      utimesSync(path, modified / 1000, modified / 1000)
      written.bytes += bytes
    },
  }
}
