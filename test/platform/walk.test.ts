import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { walkFiles } from '../../src/platform/walk.ts'
import { tempFolder, writeText } from '../helpers/folders.ts'

const isLog = (name: string): boolean => name.endsWith('.log')
const namesIn = (folder: string): string[] =>
  walkFiles(folder, isLog).files.map(({ path }) => path.slice(folder.length + 1))

it('finds files by name at any depth, in one order', () => {
  const folder = tempFolder()
  for (const name of ['b.log', 'a/z.log', 'a/b/c/d.log', 'a.txt', 'B.log', '.hidden.log'])
    writeText(join(folder, name), 'x')
  expect(namesIn(folder)).toEqual(['.hidden.log', 'B.log', 'a/b/c/d.log', 'a/z.log', 'b.log'])
})

it('finds nothing, and no fault, where there is no folder', () => {
  expect(walkFiles('/nowhere/at/all', isLog)).toEqual({ files: [], failed: [] })
})

it('names a file that stands where the folder should be', () => {
  const file = writeText(join(tempFolder(), 'file'), 'x')
  expect(walkFiles(file, isLog).failed).toEqual([{ path: file, reason: 'not a folder' }])
})

it('leaves out what an agent is still writing', () => {
  const folder = tempFolder()
  writeText(join(folder, '.tmp', 'half.log'), 'x')
  expect(namesIn(folder)).toEqual([])
})

it('stops at a depth that nothing sane has, and says so', () => {
  const folder = tempFolder()
  mkdirSync(join(folder, ...Array.from({ length: 30 }, () => 'deep')), { recursive: true })
  expect(walkFiles(folder, isLog).failed).toMatchObject([{ reason: 'nested more than 24 folders deep' }])
})

it('tells two names of one file by its inode', () => {
  const folder = tempFolder()
  symlinkSync(writeText(join(folder, 'a.log'), 'x'), join(folder, 'b.log'))
  const [a, b] = walkFiles(folder, isLog).files
  expect(a!.inode).toBe(b!.inode)
  expect(a!.path).not.toBe(b!.path)
})

it('says of a folder, as of a file, that its name is what keeps it from being read', () => {
  const folder = tempFolder()
  const odd = Buffer.concat([Buffer.from(`${folder}/odd-`), Buffer.from([0xff])])
  mkdirSync(odd)
  writeFileSync(Buffer.concat([odd, Buffer.from('/in.log')]), 'x')
  writeFileSync(Buffer.concat([odd, Buffer.from('.log')]), 'x')
  expect(walkFiles(folder, isLog).failed).toEqual([
    { path: `${folder}/odd-\ufffd`, reason: 'its name is not UTF-8' },
    { path: `${folder}/odd-\ufffd.log`, reason: 'its name is not UTF-8' },
  ])
})
