import { join } from 'node:path'
import { expect, it } from 'vitest'
import { kvInFile } from '../../src/plugin-sdk/kv-file.ts'
import { tempFolder, writeText } from '../helpers/folders.ts'

it('keeps keys in a folder that is still to be made', () => {
  const kv = kvInFile(join(tempFolder(), 'data/kv.json'))
  expect(kv({ action: 'get', key: 'a' })).toEqual({ value: null })
  expect(kv({ action: 'set', key: 'a', value: '1' })).toEqual({ value: null })
  expect(kv({ action: 'set', key: '__proto__', value: '2' })).toEqual({ value: null })
  expect(kv({ action: 'list', prefix: '' })).toEqual({ keys: ['__proto__', 'a'] })
  expect(kv({ action: 'delete', key: 'a' })).toEqual({ value: null })
  expect(kv({ action: 'list', prefix: '' })).toEqual({ keys: ['__proto__'] })
})

it('refuses what it cannot keep', () => {
  const file = writeText(join(tempFolder(), 'data'), 'no folder')
  const refused = { error: { code: 'failed', message: expect.stringMatching(/EEXIST|ENOTDIR/) as string } }
  expect(kvInFile(join(file, 'kv.json'))({ action: 'set', key: 'a', value: '1' })).toEqual(refused)
})
