import type { Io } from '../io.ts'

export interface Progress {
  step(done: number, total: number): void
  done(): void
}

const PAUSE = 80
const WIDTH = 24

/** One line on a terminal's stderr, only if there is something to wait for. */
export function showProgress(io: Io, title: string): Progress {
  const started = Date.now()
  let shown = 0
  return {
    step(done, total) {
      const now = Date.now()
      if (now - started < 2 * PAUSE || now - shown < PAUSE) return
      shown = now
      const filled = Math.round((done / Math.max(1, total)) * WIDTH)
      io.progress(`${title} ${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)} ${done}/${total} files`)
    },
    done: () => void (shown > 0 && io.progress('')),
  }
}
