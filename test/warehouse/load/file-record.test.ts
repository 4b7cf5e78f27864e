import { describe, expect, it } from 'vitest'
import type { Problem } from '../../../src/core/usage.ts'
import type { FileRecord } from '../../../src/warehouse/files.ts'
import { NOT_READ } from '../../../src/warehouse/load/batch.ts'
import type { ScannedFile } from '../../../src/warehouse/load/batch.ts'
import { recordOf, wasCut } from '../../../src/warehouse/load/file-record.ts'
import type { LoadFile } from '../../../src/warehouse/load/loading.ts'

const note = (offset: number, kind: Problem['kind'] = 'note'): Problem => ({ kind, offset, detail: `at ${offset}` })

/** As far as 100, with a torn line at its end. */
const BEFORE = {
  ...NOT_READ,
  id: 1,
  state: 'read',
  reason: null,
  readTo: 100,
  resume: 'state',
  head: 'h',
  tail: 't',
  group: 'S',
  lines: 10,
  linesBad: 3,
  tornTail: true,
  records: 5,
  quarantined: 2,
  removed: { again: 1 },
  problems: [note(40, 'bad-line'), note(60, 'quarantined'), note(100, 'bad-line')],
  firstAt: 1000,
  lastAt: 2000,
} as unknown as FileRecord

const file = (more: Partial<LoadFile> = {}): LoadFile => ({
  record: BEFORE,
  known: true,
  append: true,
  agent: 'codex',
  kind: 'lines',
  ...more,
})

const scanned = (more: Partial<ScannedFile> = {}): ScannedFile => ({
  ...NOT_READ,
  file: 0,
  failed: null,
  told: [],
  readTo: 200,
  lines: 4,
  linesBad: 1,
  records: 3,
  quarantined: 1,
  removed: { again: 2, copied: 1 },
  problems: [note(150)],
  firstAt: 500,
  lastAt: 1500,
  ...more,
})

describe('what is known of a log that was read on', () => {
  it('goes on from what was counted before its torn line', () => {
    expect(recordOf(file(), scanned())).toMatchObject({
      readTo: 200,
      lines: 13,
      linesBad: 3,
      records: 8,
      quarantined: 3,
      removed: { again: 3, copied: 1 },
      problems: [note(40, 'bad-line'), note(60, 'quarantined'), note(150)],
      firstAt: 500,
      lastAt: 2000,
      group: 'S',
    })
    expect(recordOf(file(), scanned({ group: 'T', firstAt: null, lastAt: 3000 }))).toMatchObject({
      group: 'T',
      firstAt: 1000,
      lastAt: 3000,
    })
  })

  it.each([
    ['all of it was read again', file({ append: false }), scanned()],
    ['reading had to start over', file(), scanned({ startedOver: true })],
  ])('is what was found now where %s', (_, load, found) => {
    expect(recordOf(load, found)).toMatchObject({
      lines: 4,
      linesBad: 1,
      records: 3,
      quarantined: 1,
      firstAt: 500,
      lastAt: 1500,
    })
  })

  it('is kept where it cannot be read', () => {
    expect(recordOf(file(), scanned({ failed: 'denied' }))).toEqual({ ...BEFORE, state: 'failed', reason: 'denied' })
  })
})

it('a log was cut where it ends before it did, and no other file', () => {
  expect(wasCut(file(), scanned({ readTo: 99 }))).toBe(true)
  expect(wasCut(file(), scanned({ readTo: 100 }))).toBe(false)
  expect(wasCut(file({ kind: 'database' }), scanned({ readTo: 0 }))).toBe(false)
  expect(wasCut(file({ known: false }), scanned({ readTo: 0 }))).toBe(false)
  expect(wasCut(file(), scanned({ readTo: 0, failed: 'denied' }))).toBe(false)
  expect(recordOf(file(), scanned({ readTo: 50 }))).toMatchObject({ readTo: 100, head: 'h', tail: 't', resume: null })
})

it('rows of a database that came again are no longer what they were', () => {
  const record = { ...BEFORE, tornTail: false }
  const found = scanned({ told: [40, 60], linesBad: 0, quarantined: 0, problems: [] })
  expect(recordOf(file({ kind: 'database', record }), found)).toMatchObject({
    linesBad: 2,
    quarantined: 1,
    problems: [note(100, 'bad-line')],
  })
})
