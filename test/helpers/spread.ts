import { join } from 'node:path'
import fc from 'fast-check'
import { expect } from 'vitest'
import type { Agent } from '../../src/agents/_shared/agent.ts'
import type { Row } from './dump.ts'
import { linesOf, tempFolder, writeText } from './folders.ts'
import { openLedger } from './ledger.ts'

/** `FUZZ_RUNS=500` looks at so many other histories. */
export const RUNS = process.env.FUZZ_RUNS ? { numRuns: Number(process.env.FUZZ_RUNS) } : { numRuns: 12, seed: 2026 }
const ROOTS = 3

/** Where each log lies, and whether some directory has a copy of all of it or of its beginning. */
export const places = fc.array(
  fc.record({
    root: fc.nat({ max: ROOTS - 1 }),
    copyIn: fc.option(fc.nat({ max: ROOTS - 1 })),
    share: fc.integer({ min: 1, max: 4 }),
  }),
  { minLength: 30, maxLength: 30 },
)
type Places = typeof places extends fc.Arbitrary<infer T> ? T : never

export interface SpreadLog {
  readonly path: string
  readonly copyPath: string
  readonly lines: readonly string[]
}

/**
 * The rows of a report of some logs that lie in one data directory: the same as of several, read together or as they
 * become known.
 */
export async function rowsHoweverSpread(agent: Agent, logs: readonly SpreadLog[], where: Places): Promise<Row[]> {
  const one = tempFolder()
  const several = Array.from({ length: ROOTS }, () => tempFolder())
  logs.forEach(({ path, copyPath, lines }, n) => {
    const { root, copyIn, share } = where[n]!
    for (const folder of [one, several[root]!]) writeText(join(folder, path), linesOf(lines))
    if (copyIn === null) return
    const begun = lines.slice(0, Math.ceil((lines.length * share) / 4))
    for (const folder of [one, several[copyIn]!]) writeText(join(folder, copyPath), linesOf(begun))
  })
  const rowsOf = async (loads: readonly (readonly string[])[]): Promise<Row[]> => {
    const ledger = await openLedger()
    for (const roots of loads) await ledger.load(agent, roots)
    const rows = await ledger.scoped()
    ledger.close()
    return rows.map(({ root: _, ...row }) => row)
  }
  const expected = await rowsOf([[one]])
  expect(await rowsOf([several])).toEqual(expected)
  expect(await rowsOf(several.map((_, n) => several.slice(0, n + 1)))).toEqual(expected)
  return expected
}
