import { chmodSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openMemo } from '../../src/platform/memo.ts'
import { tempFolder } from '../helpers/folders.ts'

const modeOf = (path: string): number => statSync(path).mode & 0o777

it.runIf(process.platform !== 'win32')('what is remembered can be read by its owner alone', () => {
  const folder = join(tempFolder(), 'answers')
  mkdirSync(folder)
  chmodSync(folder, 0o755)
  const memo = openMemo(folder)
  memo.remember('config', { token: 'inline' })
  expect(memo.recall('config')).toEqual({ token: 'inline' })
  expect(modeOf(folder)).toBe(0o700)
  expect(readdirSync(folder).map((name) => modeOf(join(folder, name)))).toEqual([0o600])
})
