import {
  closeSync,
  existsSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import type { Agent, ScanEnd } from '../../../src/agents/_shared/agent.ts'
import { scanFile, weightOf } from '../../helpers/scan.ts'
import type { Scanned } from '../../helpers/scan.ts'
import { describeLineAgents, logsOf } from '../contract.ts'

/** Every so many bytes the log is also read from its beginning. */
const FROM_THE_START = 1499
/** A long line that says nothing of usage is cut everywhere near its ends, and now and then between. */
const NEAR = 100
const NOW_AND_THEN = 101

describeLineAgents('a log cut at any byte (FORMATS D3)', ({ agent, samples }) => {
  it.each(samples)('never counts what the whole log does not have: $name', ({ folder }) => {
    for (const path of logsOf(agent, folder, ['lines'])) cutEverywhere(agent, path)
  })
})

function cutEverywhere(agent: Agent, original: string): void {
  const content = readFileSync(original)
  // Some readers take the session from the name of the file.
  const path = join(fastFolder(), basename(original))
  writeFileSync(path, content)
  const whole = heaviest(scanFile(agent, path))
  const lines = splitLines(agent, path, content)
  let most = Number.POSITIVE_INFINITY
  const fd = openSync(path, 'r+')
  onTestFinished(() => closeSync(fd))
  for (const line of lines.toReversed()) {
    for (let cut = line.end; cut > line.start; cut -= 1) {
      const isNear = cut - line.start < NEAR || line.end - cut < NEAR
      if (!line.matters && !isNear && cut % NOW_AND_THEN !== 0) continue
      ftruncateSync(fd, cut)
      const found = merge(line.before, heaviest(scanFile(agent, path, line.from)))
      const sum = sumOf(found)
      if (sum > most) expect(sum, `cut at ${cut} counts more than further on`).toBeLessThanOrEqual(most)
      most = sum
      for (const [identity, weight] of found) {
        if (weight > (whole.get(identity) ?? -1)) expect(weight, `${identity} at ${cut}`).toBe(whole.get(identity))
      }
      if (cut % FROM_THE_START === 0) expect(heaviest(scanFile(agent, path))).toEqual(found)
    }
  }
  expect(most).toBe(0)
}

interface Line {
  readonly start: number
  readonly end: number
  readonly matters: boolean
  /** Where a reader goes on that saw the log up to the line, and what it had found. */
  readonly from: ScanEnd | undefined
  readonly before: ReadonlyMap<string, number>
}

function splitLines(agent: Agent, path: string, content: Buffer): Line[] {
  const lines: Line[] = []
  let from: ScanEnd | undefined
  let before = new Map<string, number>()
  for (let start = 0; start < content.length;) {
    const newline = content.indexOf(10, start)
    const end = newline === -1 ? content.length : newline + 1
    writeFileSync(path, content.subarray(0, end))
    const scanned = scanFile(agent, path, from)
    expect(scanned.end.readTo).toBe(end)
    lines.push({ start, end, matters: scanned.responses.length + scanned.claims.length > 0, from, before })
    from = scanned.end
    before = merge(before, heaviest(scanned))
    start = end
  }
  return lines
}

/** In memory where there is such a folder: the test is all about cutting files. */
function fastFolder(): string {
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'rimuru-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

function heaviest({ responses }: Scanned): Map<string, number> {
  const found = new Map<string, number>()
  for (const response of responses) {
    const key = `${response.identity} ${response.variant}`
    found.set(key, Math.max(found.get(key) ?? 0, weightOf(response)))
  }
  return found
}

function merge(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): Map<string, number> {
  const found = new Map(a)
  for (const [key, weight] of b) found.set(key, Math.max(found.get(key) ?? 0, weight))
  return found
}

const sumOf = (found: ReadonlyMap<string, number>): number =>
  [...found.values()].reduce((sum, weight) => sum + weight, 0)
