import type { RunTeller } from '../../pipeline/run/context.ts'
import type { Io } from '../io.ts'
import { paint } from './paint.ts'
import { isUrgent } from './plugin-line.ts'
import { printableLine, printableLines } from './printable.ts'
import { cut } from './table.ts'
import { wrapText } from './wrap.ts'

const SIGNS = { ok: '✔', skipped: '○', incomplete: '!', failed: '✖' } as const
const SPINNER = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏'
const TURN_MS = 80
/** Of the longest title. */
const TITLE = 16
const INDENT = ' '.repeat(2 + TITLE + 1)

type FollowIo = Pick<Io, 'note' | 'progress' | 'errIsTerminal' | 'errColour' | 'errWidth'>

/** A task list on a terminal; elsewhere a line a step, and nothing that moves. */
export function followRun(
  io: FollowIo,
  { debug, signal }: { readonly debug: boolean; readonly signal: AbortSignal },
): RunTeller & { readonly done: () => void } {
  const style = paint(io.errColour)
  const width = io.errIsTerminal ? io.errWidth : null
  let turning: NodeJS.Timeout | null = null
  let turn = 0
  let more = ''
  const stop = (): void => {
    if (turning === null) return
    clearInterval(turning)
    turning = null
    io.progress('')
  }
  /** Above what turns: its next turn shows it again. */
  const say = (text: string): void => {
    if (turning !== null) io.progress('')
    io.note(text)
  }
  return {
    stepStarted(title) {
      more = ''
      if (!io.errIsTerminal) return
      turning = setInterval(() => {
        turn = (turn + 1) % SPINNER.length
        const line = cut(`${title.padEnd(TITLE)} ${more}`.trimEnd(), io.errWidth - 3, 'end')
        io.progress(`${style.cyan(SPINNER[turn]!)} ${line}`)
      }, TURN_MS)
      turning.unref()
    },
    progress: (done, total) => void (more = `${done} of ${total} files`),
    stepEnded({ title, status, detail, ms }) {
      stop()
      const colour = { ok: style.green, skipped: style.dim, incomplete: style.yellow, failed: style.red }[status]
      const time = io.errIsTerminal ? timeOf(ms) : ''
      // Why it failed is told at the end, in a sentence of its own.
      const did = status !== 'failed' ? printableLine(detail) : signal.aborted ? 'interrupted' : 'failed'
      const lines = wrapText(did, width && width - time.length, INDENT, INDENT).trim()
      io.note(`${colour(SIGNS[status])} ${title.padEnd(TITLE)} ${lines}${time && style.dim(time)}\n`)
    },
    waiting: (holder) => say(`waiting for ${holder}, which holds the warehouse\n`),
    note: (text) => say(`${printableLines(text)}\n`),
    plugin(line) {
      if (isUrgent(line) || debug) say(wrapText(printableLine(`${line.plugin}: ${line.message}`), width, '', '  '))
    },
    done: stop,
  }
}

/** What took no time to speak of has none. */
const timeOf = (ms: number): string => (ms < 100 ? '' : `  ${(ms / 1000).toFixed(1)} s`)
