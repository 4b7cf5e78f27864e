import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { StepRecord } from '../../../src/pipeline/run/context.ts'
import { followRun } from '../../../src/cli/ui/run-progress.ts'

const ESCAPE = '\u001B'

interface Watched {
  readonly terminal?: boolean
  readonly width?: number
  readonly colour?: boolean
  readonly debug?: boolean
}

/** Who follows, and all that was written, what moves in `<>`. */
function watched({ terminal = false, width = 60, colour = false, debug = false }: Watched = {}) {
  const written: string[] = []
  const stop = new AbortController()
  const io = {
    note: (text: string) => void written.push(text),
    progress: (text: string) => void written.push(`<${text}>`),
    errIsTerminal: terminal,
    errColour: colour,
    errWidth: width,
  }
  return { written, stop, tell: followRun(io, { debug, signal: stop.signal }) }
}

it('lets no name in a log move the cursor', () => {
  const { tell, written } = watched()
  tell.note(`costs.csv: +1 -0 lines\n  +a\tb${ESCAPE}[2J\u202e`)
  expect(written).toEqual(['costs.csv: +1 -0 lines\n  +a\tb\ufffd[2J\ufffd\n'])
})

const step = (given: Partial<StepRecord> = {}): StepRecord => ({
  id: 'load',
  title: 'Reading logs',
  status: 'ok',
  detail: 'nothing new',
  ms: 1,
  ...given,
})

/** As long as it takes for the spinner to turn. */
async function turned(written: readonly string[]): Promise<void> {
  const before = written.length
  for (const end = Date.now() + 10_000; written.length === before; await sleep(10)) {
    if (Date.now() > end) throw new Error('nothing turned')
  }
}

describe('elsewhere than on a terminal', () => {
  it('is a line a step, whatever its length, and nothing moves', async () => {
    const { written, tell } = watched()
    tell.stepStarted('Reading logs')
    tell.progress(1, 2)
    await sleep(200)
    tell.stepEnded(step({ ms: 4321, detail: 'word '.repeat(30).trim() }))
    tell.done()
    expect(written).toEqual([`✔ Reading logs     ${'word '.repeat(30).trim()}\n`])
  })

  it('has a mark for what was left out and for what failed, whose reason comes later', () => {
    const { written, tell } = watched()
    tell.stepEnded(step({ title: 'Telling', status: 'skipped', detail: 'nobody to tell' }))
    tell.stepEnded(step({ title: 'Publishing', status: 'failed', detail: 'a rebase is in progress' }))
    expect(written).toEqual(['○ Telling          nobody to tell\n', '✖ Publishing       failed\n'])
  })

  it('calls a step that was broken off by Ctrl-C interrupted, whatever it failed with', () => {
    const { written, tell, stop } = watched()
    stop.abort()
    tell.stepEnded(step({ status: 'failed', detail: 'This operation was aborted' }))
    expect(written).toEqual(['✖ Reading logs     interrupted\n'])
  })
})

describe('on a terminal', () => {
  it('turns while a step is at work, and leaves only its line', async () => {
    const { written, tell } = watched({ terminal: true })
    tell.stepStarted('Reading logs')
    await turned(written)
    tell.progress(3, 12)
    await turned(written)
    tell.stepEnded(step({ ms: 1234 }))
    expect(written[0]).toBe('<⠙ Reading logs>')
    expect(written.find((text) => text.includes('files'))).toMatch(/^<. Reading logs {5}3 of 12 files>$/)
    expect(written.slice(-2)).toEqual(['<>', '✔ Reading logs     nothing new  1.2 s\n'])
    const length = written.length
    await sleep(200)
    expect(written).toHaveLength(length)
  })

  it('goes on turning below a note', async () => {
    const { written, tell } = watched({ terminal: true })
    tell.stepStarted('Reading logs')
    await turned(written)
    tell.note('a warning')
    expect(written.slice(-2)).toEqual(['<>', 'a warning\n'])
    await turned(written)
    expect(written.at(-1)).toMatch(/^<. Reading logs>$/)
    tell.done()
    expect(written.at(-1)).toBe('<>')
  })

  it('breaks what is long between words, below where it began', () => {
    const { written, tell } = watched({ terminal: true, width: 40 })
    tell.stepEnded(step({ title: 'Adding up', detail: '$6.91, 87 requests, team warn, claude alarm', ms: 250 }))
    expect(written.join('')).toBe(
      [
        '✔ Adding up        $6.91, 87',
        '                   requests, team',
        '                   warn, claude',
        '                   alarm  0.3 s',
        '',
      ].join('\n'),
    )
    for (const line of written.join('').split('\n')) expect(line.length).toBeLessThanOrEqual(40)
  })

  it('cuts what turns, which must stay on one line', async () => {
    const { written, tell } = watched({ terminal: true, width: 24 })
    tell.stepStarted('Reading logs')
    tell.progress(12_345, 67_890)
    await turned(written)
    tell.done()
    expect(written[0]).toBe('<⠙ Reading logs     123…>')
  })

  it('colours marks and times, and nothing without colour', () => {
    const coloured = watched({ terminal: true, colour: true })
    coloured.tell.stepEnded(step({ ms: 1000 }))
    expect(coloured.written.join('')).toBe(
      `${ESCAPE}[32m✔${ESCAPE}[39m Reading logs     nothing new${ESCAPE}[2m  1.0 s${ESCAPE}[22m\n`,
    )
    const plain = watched({ terminal: true })
    plain.tell.stepEnded(step({ ms: 1000 }))
    expect(plain.written.join('')).not.toContain(ESCAPE)
  })
})

describe('what plugins say', () => {
  const lines = (debug: boolean): string[] => {
    const { written, tell } = watched({ debug })
    tell.plugin({ plugin: 'slack', source: 'log', level: 'info', message: 'hello' })
    tell.plugin({ plugin: 'slack', source: 'log', level: 'warning', message: 'slow' })
    tell.plugin({ plugin: 'slack', source: 'stderr', level: 'error', message: 'noise' })
    tell.plugin({ plugin: 'slack', source: 'host', level: 'info', message: 'started again' })
    return written
  }

  it('is shown where it warns, or where the host has something to say of it', () => {
    expect(lines(false)).toEqual(['slack: slow\n', 'slack: started again\n'])
  })

  it('is all shown with --debug', () => {
    expect(lines(true)).toHaveLength(4)
  })
})
