import type { RunTeller, StepRecord } from '../../pipeline/run/context.ts'
import type { Io } from '../io.ts'
import { paint } from './paint.ts'

const SIGNS = { ok: '✔', skipped: '○', failed: '✖' } as const
const SPINNER = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏'
const TURN_MS = 80

/** What a step did, on one line. */
export const stepLine = ({ title, detail }: Pick<StepRecord, 'title' | 'detail'>): string =>
  `${title.padEnd(16)} ${detail}`

/** A task list on a terminal; elsewhere a line a step, and nothing that moves. */
export function followRun(io: Io, { debug }: { readonly debug: boolean }): RunTeller & { readonly done: () => void } {
  const style = paint(io.errColour)
  let turning: NodeJS.Timeout | null = null
  let turn = 0
  let more = ''
  const stop = (): void => {
    if (turning === null) return
    clearInterval(turning)
    turning = null
    io.progress('')
  }
  return {
    stepStarted(title) {
      more = ''
      if (!io.errIsTerminal) return
      turning = setInterval(() => {
        turn = (turn + 1) % SPINNER.length
        io.progress(`${style.cyan(SPINNER[turn]!)} ${title}${more}`)
      }, TURN_MS)
      turning.unref()
    },
    progress: (done, total) => void (more = ` ${done}/${total} files`),
    stepEnded(step) {
      stop()
      const { status } = step
      const colour = status === 'ok' ? style.green : status === 'failed' ? style.red : style.dim
      io.note(`${colour(SIGNS[status])} ${stepLine(step)}${io.errIsTerminal ? style.dim(timeOf(step.ms)) : ''}\n`)
    },
    waiting: (holder) => io.note(`waiting for ${holder}, which holds the warehouse\n`),
    note: (text) => {
      stop()
      io.note(`${text}\n`)
    },
    plugin({ plugin, source, level, message }) {
      const urgent = source === 'host' || (source === 'log' && (level === 'warning' || level === 'error'))
      if (!urgent && !debug) return
      stop()
      io.note(`${plugin}: ${message}\n`)
    },
    done: stop,
  }
}

const timeOf = (ms: number): string => (ms < 100 ? '' : `  ${(ms / 1000).toFixed(1)} s`)
