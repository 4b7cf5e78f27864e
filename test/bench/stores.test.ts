import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { createMeasurer } from '../../bench/runner/measure.ts'
import { measureStore } from '../../bench/runner/stores.ts'
import { growCursorState, stateOf, writeCursorState } from '../../bench/stores/cursor-state.ts'
import { growOpenCodeFiles, writeOpenCodeFiles } from '../../bench/stores/opencode-files.ts'
import { readCursor, readOpenCode } from './naive-stores.ts'

const place = mkdtempSync(join(tmpdir(), 'rimuru-bench-test-'))
afterAll(() => rmSync(place, { recursive: true, force: true }))

// Large enough that sessions without counts and duplicated ones occur.
const BYTES = 60_000_000
const FILES = 150

it('the database of Cursor is the same bytes every time, and as large as was asked for', () => {
  const [one, two] = [join(place, 'cursor-1'), join(place, 'cursor-2')]
  const truth = writeCursorState(one, BYTES, 7)
  expect(writeCursorState(two, BYTES, 7)).toEqual(truth)
  expect(readFileSync(stateOf(one)).equals(readFileSync(stateOf(two)))).toBe(true)
  expect(statSync(stateOf(one)).size).toBeGreaterThanOrEqual(BYTES)
  expect(writeCursorState(join(place, 'cursor-3'), 1e6, 8).requests).not.toBe(truth.requests)
})

it('the database of Cursor adds up to its truth when it is read naively, also when it has grown', () => {
  const home = join(place, 'cursor-naive')
  const truth = writeCursorState(home, BYTES, 7)
  const { copied, uncounted, ...found } = readCursor(stateOf(home))
  expect(truth).toMatchObject(found)
  expect(Math.min(copied, uncounted)).toBeGreaterThan(0)
  using growth = growCursorState(home, 9)
  expect(existsSync(`${stateOf(home)}-wal`)).toBe(true)
  expect(readCursor(stateOf(home)).input_tokens).toBe(truth.input_tokens + growth.truth.input_tokens)
})

it('the files of OpenCode are as many as were asked for, and add up to their truth, also when there are more', () => {
  const home = join(place, 'opencode-naive')
  const truth = writeOpenCodeFiles(home, FILES, 7)
  expect(truth.files).toBe(FILES)
  expect(writeOpenCodeFiles(join(place, 'opencode-again'), FILES, 7)).toEqual(truth)
  expect(namesIn(join(place, 'opencode-again'))).toEqual(namesIn(home))
  expect(truth).toMatchObject(readOpenCode(home))
  using growth = growOpenCodeFiles(home, 8)
  expect(readOpenCode(home).input_tokens).toBe(truth.input_tokens + growth.truth.input_tokens)
})

it('measures a cold, a warm and a grown run, each of which has to have the true totals', () => {
  using measurer = createMeasurer()
  const home = join(place, 'measured')
  const small = {
    name: 'small',
    write: (folder: string, seed: number) => writeOpenCodeFiles(folder, 40, seed),
    grow: growOpenCodeFiles,
  }
  const { cold, warm, grown, truth } = measureStore(small, home, measurer, 1)
  expect(truth.files).toBe(40)
  for (const sample of [cold, warm, grown]) expect(sample.peak).toBeGreaterThan(1e7)
  expect(readdirSync(home)).toEqual([])
  const wrong = { ...small, write: (folder: string) => ({ ...writeOpenCodeFiles(folder, 40, 1), input_tokens: 1 }) }
  expect(() => measureStore(wrong, home, measurer, 1)).toThrow(/small disagree:\n +rimuru counts input_tokens/)
}, 60_000)

const namesIn = (folder: string): string[] => readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted()
