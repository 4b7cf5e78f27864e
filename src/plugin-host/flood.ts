/** What a plugin may say unasked within one window: messages, or kilobytes of them. */
const MOST = 1_000
const WINDOW_MS = 100

export interface Flood {
  /** One message, with so many bytes. */
  count(bytes: number): void
  end(): void
}

/** Has a plugin that says more than anybody reads wait for the next window. Nothing of what it says is lost. */
export function watchFlood(hold: () => void, release: () => void): Flood {
  let said = 0
  let held = false
  let timer: NodeJS.Timeout | null = null

  function nextWindow(): void {
    timer = null
    said = 0
    if (!held) return
    held = false
    release()
  }

  return {
    count(bytes) {
      timer ??= setTimeout(nextWindow, WINDOW_MS)
      said += 1 + Math.floor(bytes / 1024)
      if (said <= MOST || held) return
      held = true
      hold()
    },
    end() {
      if (timer) clearTimeout(timer)
    },
  }
}
