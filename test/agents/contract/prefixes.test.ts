import { closeSync, ftruncateSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Agent, ScanEnd } from '../../../src/agents/_shared/agent.ts'
import { filesBelow, tempFolder } from '../../helpers/folders.ts'
import { scanFile, weightOf } from '../../helpers/scan.ts'
import type { Scanned } from '../../helpers/scan.ts'
import { describeAgents } from '../contract.ts'

/** Every so many bytes the file is also read from its beginning. */
const FROM_THE_START = 499

describeAgents('a log cut at any byte (FORMATS D3)', ({ agent, samples }) => {
  it.each(samples)('never counts what the whole log does not have: $name', ({ folder }) => {
    for (const path of filesBelow(folder, '.jsonl')) cutEverywhere(agent, path)
  })
})

function cutEverywhere(agent: Agent, original: string): void {
  const content = readFileSync(original)
  // Some readers take the session from the name of the file.
  const path = join(tempFolder(), original.slice(original.lastIndexOf('/') + 1))
  writeFileSync(path, content)
  const whole = heaviest(scanFile(agent, path))
  const fd = openSync(path, 'r+')
  try {
    const wholeLines = endsOfLines(agent, path, content, fd)
    let most = Number.POSITIVE_INFINITY
    for (let cut = content.length; cut >= 0; cut -= 1) {
      ftruncateSync(fd, cut)
      const before = wholeLines.findLast(({ end }) => end <= cut)!
      const rest = scanFile(agent, path, before.scanned)
      const found = merge(before.heaviest, heaviest(rest))
      const sum = sumOf(found)
      if (sum > most) expect(sum, `cut at ${cut} counts more than at ${cut + 1}`).toBeLessThanOrEqual(most)
      most = sum
      for (const [identity, weight] of found) {
        const full = whole.get(identity)
        if (full === undefined || weight > full) expect(weight, `${identity} at ${cut}`).toBe(full)
      }
      if (cut % FROM_THE_START === 0) expect(heaviest(scanFile(agent, path))).toEqual(found)
    }
  } finally {
    closeSync(fd)
  }
}

interface WholeLines {
  readonly end: number
  readonly scanned: ScanEnd | undefined
  readonly heaviest: ReadonlyMap<string, number>
}

/** Where the reader can go on from, as after an earlier run that saw the log up to there. */
function endsOfLines(agent: Agent, path: string, content: Buffer, fd: number): WholeLines[] {
  const result: WholeLines[] = [{ end: 0, scanned: undefined, heaviest: new Map() }]
  for (let end = content.lastIndexOf(10) + 1; end > 0; end = content.lastIndexOf(10, end - 2) + 1) {
    ftruncateSync(fd, end)
    const scanned = scanFile(agent, path)
    expect(scanned.end.readTo).toBe(end)
    result.splice(1, 0, { end, scanned: scanned.end, heaviest: heaviest(scanned) })
  }
  writeFileSync(fd, content, {})
  return result
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

const sumOf = (found: ReadonlyMap<string, number>): number => [...found.values()].reduce((sum, weight) => sum + weight, 0)
