import { existsSync, mkdirSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { withPrivateIndex } from '../../src/git/private-index.ts'
import { tempFolder, writeText } from '../helpers/folders.ts'

test('what a killed process has left of its index is removed a day later, and nothing else', async () => {
  const place = tempFolder()
  vi.stubEnv('TMPDIR', place)
  const long = new Date(Date.now() - 2 * 86_400_000)
  const folders = ['rimuru-index-aB3dE6', 'rimuru-index-of-mine', 'rimuru-index-fR3shh'].map((name) =>
    join(place, name),
  )
  for (const folder of folders) {
    mkdirSync(folder)
    writeText(join(folder, 'index'), 'DIRC')
    if (!folder.endsWith('fR3shh')) utimesSync(folder, long, long)
  }

  const index = await withPrivateIndex(({ GIT_INDEX_FILE: file }) => Promise.resolve(file))

  expect(folders.map((folder) => existsSync(folder))).toEqual([false, true, true])
  expect(existsSync(join(index, '..'))).toBe(false)
})
