import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { explainOutside } from '../../src/platform/outside-errors.ts'
import { tempFolder } from '../helpers/folders.ts'

const thrownBy = (work: () => unknown): unknown => {
  try {
    return work()
  } catch (error) {
    return error
  }
}

test('what the system refuses is said with its path, and is no mistake of the program', () => {
  const folder = tempFolder()
  expect(explainOutside(thrownBy(() => readFileSync(`${folder}/none`)))).toMatchObject({
    code: 'E8001',
    message: 'the system refuses: no such file or folder',
    where: `${folder}/none`,
  })
  const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', syscall: 'write' })
  expect(explainOutside(full)).toMatchObject({
    code: 'E8001',
    message: 'the system refuses: no space left on the disk',
    where: undefined,
  })
})

test('a mistake of the program stays one', () => {
  const mistake = new TypeError('x is not a function')
  expect(explainOutside(mistake)).toBe(mistake)
})
