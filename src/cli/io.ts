import type { WriteStream } from 'node:tty'
import { RimuruError } from '../core/errors.ts'
import type { Environment } from '../platform/places.ts'
import { reasonOf } from '../platform/walk.ts'
import { switchOf } from './switch-of.ts'

/** Where a command writes: data out, everything else aside. */
export interface Io {
  /** Data, on stdout. */
  out(text: string): void
  /** The same of a file that may be no text. */
  bytes(piece: Uint8Array): void
  /** For people, on stderr. */
  note(text: string): void
  readonly outIsTerminal: boolean
  /** Progress is shown only there. */
  readonly errIsTerminal: boolean
  readonly outColour: boolean
  readonly errColour: boolean
  /** Columns of the terminal, or null where lines may be as long as they like. */
  readonly width: number | null
  readonly errWidth: number
  /** Erases and writes a line of progress. */
  progress(text: string): void
  /** Waits until all of it has been taken. Fails where that cannot be, as on a full disk. */
  flushed(): Promise<void>
  /** Whoever read stdout has seen enough. */
  isClosed(): boolean
}

/** Many small pieces are written as one of this many letters. */
const CHUNK = 65_536

/** Of a terminal that says 0, as those of containers do. */
const UNKNOWN_WIDTH = 80

type Stream = NodeJS.WriteStream & Partial<Pick<WriteStream, 'columns'>>

export function createIo(stdout: Stream, stderr: Stream, env: Environment, args: readonly string[]): Io {
  // A reader that has seen enough (`| head`) is no error.
  let closed = false
  let failed: Error | null = null
  // Taken before a config is loaded, whose own output goes to stderr from then on.
  const write = stdout.write.bind(stdout)
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    closed = true
    if (error.code !== 'EPIPE') failed = error
  })
  stderr.on('error', () => undefined)
  const errIsTerminal = stderr.isTTY === true && env.TERM !== 'dumb' && !env.CI
  let pending = ''
  const send = (): void => {
    if (!closed && pending !== '') write(pending)
    pending = ''
  }
  return {
    out(text) {
      pending += text
      if (pending.length > CHUNK) send()
    },
    bytes(piece) {
      send()
      if (!closed) write(piece)
    },
    note(text) {
      // On a terminal both stand in one place.
      send()
      stderr.write(text)
    },
    isClosed: () => closed,
    outIsTerminal: stdout.isTTY === true,
    errIsTerminal,
    outColour: hasColour(stdout.isTTY === true, env, args),
    errColour: hasColour(stderr.isTTY === true, env, args),
    width: Number(env.COLUMNS) || (stdout.isTTY ? stdout.columns || UNKNOWN_WIDTH : null),
    errWidth: stderr.columns || UNKNOWN_WIDTH,
    progress: (text) => void (errIsTerminal && stderr.write(`\r\x1b[K${text}`)),
    async flushed() {
      send()
      if (!closed) await new Promise<void>((resolve) => write('', () => resolve()))
      if (failed) throw unwritten(failed)
    },
  }
}

export const unwritten = (error: Error): RimuruError =>
  new RimuruError('E8001', `the result cannot be written: ${reasonOf(error)}`, { where: 'stdout' })

/** `--no-color` and NO_COLOR turn it off, `--color` and FORCE_COLOR on; else a terminal decides. */
function hasColour(isTerminal: boolean, env: Environment, args: readonly string[]): boolean {
  const flag = switchOf('color', args)
  if (flag !== null) return flag
  if (env.NO_COLOR) return false
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false'
  return isTerminal && env.TERM !== 'dumb'
}
