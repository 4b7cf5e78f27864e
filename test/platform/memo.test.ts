import { chmodSync, mkdirSync, readdirSync, statSync, utimesSync } from 'node:fs'
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

it('of very many results the oldest are forgotten', () => {
  const folder = tempFolder()
  const memo = openMemo(folder)
  const names = Array.from({ length: 64 }, (_, i) => `result ${i}`)
  for (const [i, name] of names.entries()) {
    const known = new Set(readdirSync(folder))
    memo.remember(name, i)
    const [file] = readdirSync(folder).filter((each) => !known.has(each))
    utimesSync(join(folder, file!), i, i)
  }
  expect(names.map((name) => memo.recall(name))).toEqual(names.map((_, i) => i))

  memo.remember('one more', 'new')

  const left = names.filter((name) => memo.recall(name) !== null)
  expect(left).toEqual(names.slice(-left.length))
  expect(left.length).toBeLessThan(names.length)
  expect(memo.recall('one more')).toBe('new')
})
