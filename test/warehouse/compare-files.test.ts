import { expect, it } from 'vitest'
import { compareFiles } from '../../src/warehouse/compare-files.ts'
import { writeFiles } from '../../src/warehouse/files.ts'
import type { FileRecord } from '../../src/warehouse/files.ts'
import { NOT_READ } from '../../src/warehouse/load/batch.ts'
import { openWarehouse } from '../../src/warehouse/open.ts'

const file = (id: number, changes: Partial<FileRecord> = {}): FileRecord => ({
  ...NOT_READ,
  id,
  root: 1,
  path: `/logs/it's ${id}`,
  key: `key ${id}`,
  host: 'host',
  user: 'user',
  state: 'read',
  reason: null,
  size: 2 ** 40 + id,
  mtime: 1_700_000_000_000.123 + id,
  inode: `5:${id}`,
  reader: 7,
  problems: [{ kind: 'note', offset: 3, detail: 'a note' }],
  ...changes,
})

async function compared(
  known: readonly FileRecord[],
  found: readonly FileRecord[],
  as: Parameters<typeof compareFiles>[3] = { reader: 7 },
) {
  const { db, close } = await openWarehouse(':memory:')
  try {
    await writeFiles(db, known)
    const { fresh, changed, missing } = await compareFiles(db, found, [1, 2], as)
    return { fresh, changed, missing: missing.map(({ id }) => id) }
  } finally {
    close()
  }
}

const NOTHING = { fresh: [], changed: [], missing: [] }

it('fetches nothing of files that are as they were', async () => {
  const files = [file(1), file(2), file(3, { root: 2 })]
  expect(await compared(files, files.toReversed())).toEqual(NOTHING)
})

it('tells new files by their places in the list', async () => {
  expect(await compared([file(2)], [file(1), file(2), file(2, { root: 2 })])).toEqual({ ...NOTHING, fresh: [0, 2] })
})

it.each([
  ['grew', file(1), file(1, { size: 2 ** 40 + 2 })],
  ['was written again', file(1), file(1, { mtime: 1_700_000_000_001.124 })],
  ['is another one', file(1), file(1, { inode: '5:9' })],
  ['could not be read', file(1, { state: 'failed' }), file(1)],
  ['was gone', file(1, { state: 'gone' }), file(1)],
  ['was read with other rules', file(1, { reader: 6 }), file(1)],
])('gives all that is known of a file that %s', async (_, known, found) => {
  expect(await compared([known, file(2)], [file(2), found])).toEqual({
    ...NOTHING,
    changed: [{ at: 1, record: known }],
  })
})

it('gives files that are now of another machine or user', async () => {
  const files = [file(1), file(2, { host: "m'host", user: 'me' })]
  const as = { reader: 7, host: "m'host", user: 'me' }
  expect(await compared(files, files, as)).toEqual({ ...NOTHING, changed: [{ at: 0, record: files[0] }] })
})

it('names those that are missing, of the data directories asked for, unless they are known to be', async () => {
  const known = [file(1), file(2, { state: 'gone' }), file(3, { root: 3 }), file(4, { root: 2, state: 'failed' })]
  expect(await compared(known, [])).toEqual({ ...NOTHING, missing: [1, 4] })
})
