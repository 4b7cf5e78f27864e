import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { generateCorpus, homeOf } from '../../bench/generator/corpus.ts'
import { KINDS } from '../../bench/generator/profiles.ts'
import type { Truth } from '../../bench/generator/truth.ts'
import { readClaude, readCodex } from './naive-reading.ts'

const place = mkdtempSync(join(tmpdir(), 'rimuru-bench-test-'))
afterAll(() => rmSync(place, { recursive: true, force: true }))

// Small enough for a test, large enough that forks, sub-agents and every version occur.
const SIZES = { dense: 24_000_000, heavy: 60_000_000 } as const

describe.each(KINDS)('the %s corpus', (kind) => {
  const [first, second] = [join(place, `${kind}-1`), join(place, `${kind}-2`)]
  let truth: Truth

  beforeAll(() => {
    truth = generateCorpus({ kind, size: SIZES[kind], out: first, seed: 7 })
  })

  it('is the same bytes every time', () => {
    generateCorpus({ kind, size: SIZES[kind], out: second, seed: 7 })
    const files = filesUnder(first)
    expect(filesUnder(second)).toEqual(files)
    expect(files.filter((file) => !readFileSync(join(first, file)).equals(readFileSync(join(second, file))))).toEqual(
      [],
    )
  })

  it('adds up to its truth when it is read naively', () => {
    expect(truth.agents.claude).toMatchObject(readClaude(homeOf(first)).tokens)
    expect(truth.agents.codex).toMatchObject(readCodex(homeOf(first)).tokens)
  })

  it('has cost states that hide no call', () => {
    const { costStates, spentBySession } = readClaude(homeOf(first))
    expect(costStates.size).toBeGreaterThan(0)
    for (const [session, recorded] of costStates) expect(recorded).toEqual(spentBySession.get(session))
  })

  it('is two thirds Claude and holds nothing but logs', () => {
    expect(truth.agents.claude.bytes / truth.totals.bytes).toBeGreaterThan(0.6)
    expect(truth.agents.claude.bytes / truth.totals.bytes).toBeLessThan(0.8)
    expect(filesUnder(homeOf(first)).filter((file) => !/\.jsonl$|\.meta\.json$/.test(file))).toEqual([])
  })
})

it('gives other bytes for another seed', () => {
  const [one, two] = [1, 2].map((seed) =>
    generateCorpus({ kind: 'dense', size: 500_000, out: join(place, `seed-${seed}`), seed }),
  )
  expect(one!.totals).not.toEqual(two!.totals)
})

it('has forks, sub-agents, errors and traps in the dense corpus', () => {
  const out = join(place, 'traps')
  generateCorpus({ kind: 'dense', size: SIZES.dense, out, seed: 7 })
  const home = homeOf(out)
  const text = filesUnder(home)
    .map((file) => readFileSync(join(home, file), 'utf8'))
    .join('')
  const marks = [
    '"requestSessionId"',
    '"forked_from_id"',
    '"isSidechain":true',
    '"subagent"',
    '<synthetic>',
    '\\"usage\\":{\\"input_tokens\\":5',
  ]
  // Not toContain: its message would print the corpus.
  expect(marks.filter((mark) => !text.includes(mark))).toEqual([])
})

const filesUnder = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .toSorted()
