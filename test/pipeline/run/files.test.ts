import { mkdirSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  digestOfFile,
  namesIn,
  placeFile,
  removeFile,
  removeUnfinished,
  sha256Of,
} from '../../../src/pipeline/run/files.ts'
import { tempFolder, writeText } from '../../helpers/folders.ts'

const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

describe('the digest of a file', () => {
  it('is its sha256', () => {
    expect(digestOfFile(writeText(join(tempFolder(), 'empty'), ''))).toBe(EMPTY)
    expect(sha256Of('')).toBe(EMPTY)
    expect(sha256Of(Buffer.from([0xff, 0x00]))).not.toBe(EMPTY)
  })

  it('is null where there is no file', () => {
    const folder = tempFolder()
    const file = writeText(join(folder, 'file'), '')
    for (const path of [join(folder, 'none'), join(file, 'below'), folder]) expect(digestOfFile(path)).toBe(null)
  })
})

describe('placing a file', () => {
  it('makes its folders, takes the place of what is there, and leaves nothing beside it', () => {
    const folder = tempFolder()
    const from = writeText(join(folder, 'from'), 'new')
    const to = join(folder, 'a/b/report.md')
    placeFile(from, to)
    expect(readFileSync(to, 'utf8')).toBe('new')
    placeFile(writeText(from, 'newer'), to)
    expect(readFileSync(to, 'utf8')).toBe('newer')
    expect(readdirSync(join(folder, 'a/b'))).toEqual(['report.md'])
  })

  it('says which file has no room, and what to do', () => {
    const folder = tempFolder()
    const from = writeText(join(folder, 'from'), 'new')
    const to = join(writeText(join(folder, 'file'), ''), 'report.md')
    expect(() => placeFile(from, to)).toThrow(
      expect.objectContaining({
        code: 'E8001',
        message: expect.stringMatching(/^the file cannot be put in its place: /),
        where: to,
        hint: 'make the folder writable, and room on its disk',
      }),
    )
  })

  it('leaves the old one where the new one cannot be read', () => {
    const to = writeText(join(tempFolder(), 'report.md'), 'old')
    expect(() => placeFile(join(to, '../none'), to)).toThrow('ENOENT')
    expect(readFileSync(to, 'utf8')).toBe('old')
  })
})

describe('removing a file', () => {
  it('takes its folder too where nothing else is in it', () => {
    const folder = tempFolder()
    const [one, two] = ['one', 'two'].map((name) => writeText(join(folder, 'period', name), ''))
    removeFile(one!)
    expect(namesIn(join(folder, 'period'))).toEqual(['two'])
    removeFile(two!)
    expect(namesIn(folder)).toEqual([])
  })

  it('is content where it is gone already', () => {
    const folder = tempFolder()
    writeText(join(folder, 'other'), '')
    removeFile(join(folder, 'none'))
    expect(namesIn(folder)).toEqual(['other'])
  })
})

it('removes what a run that was cut off has left of a file, and nothing else', () => {
  const folder = tempFolder()
  for (const name of ['.report.md.rimuru-tmp', '.hidden', 'report.md', 'x.rimuru-tmp'])
    writeText(join(folder, name), '')
  removeUnfinished(folder)
  expect(namesIn(folder)).toEqual(['.hidden', 'report.md', 'x.rimuru-tmp'])
  removeUnfinished(join(folder, 'none'))
})

it('names what is in a folder in order, and nothing where there is none', () => {
  const folder = tempFolder()
  for (const name of ['b', 'a', 'C']) mkdirSync(join(folder, name))
  expect(namesIn(folder)).toEqual(['C', 'a', 'b'])
  expect(namesIn(join(folder, 'none'))).toEqual([])
})
