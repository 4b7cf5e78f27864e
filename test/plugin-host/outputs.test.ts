import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, lstatSync, readFileSync, symlinkSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkOutputs, moveOutput } from '../../src/plugin-host/outputs.ts'
import { maskOf } from '../../src/plugin-host/secrets.ts'
import type { ExportedFile } from '../../src/plugin-sdk/types.ts'
import { tempFolder, writeText } from '../helpers/folders.ts'

const onUnix = process.platform !== 'win32'

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

const file = (path: string, text: string, rows = 1): ExportedFile => ({
  path,
  media_type: 'text/csv',
  rows,
  sha256: sha256(text),
})

/** A plugin's folder with one file of two rows. */
function written(): string {
  const folder = tempFolder()
  writeText(join(folder, 'costs.csv'), 'a\nb\n')
  return folder
}

const check = (folder: string, files: readonly ExportedFile[], rows: number | null = 2): Promise<void> =>
  checkOutputs({ plugin: 'made-up', folder, files, rows, mask: maskOf(['s3cret-token']) })

describe('what a plugin wrote', () => {
  it('passes when every file is what the plugin says of it', async () => {
    const folder = written()
    writeText(join(folder, 'charts', 'days.svg'), '<svg/>')
    await check(folder, [file('costs.csv', 'a\nb\n', 2), file('charts/days.svg', '<svg/>', 0)])
    await check(folder, [file('costs.csv', 'a\nb\n', 7), file('charts/days.svg', '<svg/>', 0)], null)
  })

  it.each<[string, (folder: string) => readonly ExportedFile[], string]>([
    ['no file', () => [], 'it wrote no file'],
    ['a file that is not there', () => [file('more.csv', '')], 'it names more.csv, which is not there'],
    ['a file outside', () => [file('../x', '')], 'it names ../x, which is no plain path in its folder'],
    ['an absolute path', () => [file('/x/y', '')], 'it names /x/y, which is no plain path in its folder'],
    ['its folder', () => [file('', '')], 'it names a file without a name, which is no plain path in its folder'],
    ['a way around', () => [file('./costs.csv', '')], 'it names ./costs.csv, which is no plain path in its folder'],
    ['a file called like a secret', () => [file('s3cret-token.txt', '')], 'it names ***.txt, which is not there'],
    [
      'a file whose name moves the cursor',
      () => [file('a\u001b[2J', '')],
      'it names a [2J, which has a control character or a backslash in it',
    ],
    ['another digest', () => [file('costs.csv', 'a\nc\n', 2)], `costs.csv has the sha256 ${sha256('a\nb\n')}`],
    [
      'a file twice',
      () => [file('costs.csv', 'a\nb\n', 1), file('COSTS.csv', 'a\nb\n', 1)],
      'it names COSTS.csv twice',
    ],
    ['fewer rows', () => [file('costs.csv', 'a\nb\n', 1)], 'it was given 2 rows and wrote 1'],
  ])('is refused: %s', async (_, files, message) => {
    const folder = written()
    await expect(check(folder, files(folder))).rejects.toThrow(`plugin made-up: ${message}`)
  })

  it('is refused when it wrote a file that it does not tell of, or a link', async () => {
    const folder = written()
    writeText(join(folder, 'deep', 'secret.txt'), 'x')
    const told = file('costs.csv', 'a\nb\n', 2)
    await expect(check(folder, [told])).rejects.toThrow('it wrote deep/secret.txt and does not say so')
    const other = written()
    symlinkSync('/etc/hostname', join(other, 'link'))
    await expect(check(other, [told, file('link', '')])).rejects.toThrow('link is no regular file')
  })

  it('is moved to where it belongs, over what was there', async () => {
    const folder = written()
    const target = join(tempFolder(), 'reports', 'costs.csv')
    writeText(target, 'old')
    await moveOutput(join(folder, 'costs.csv'), target)
    expect(readFileSync(target, 'utf8')).toBe('a\nb\n')
    expect(existsSync(join(folder, 'costs.csv'))).toBe(false)
  })

  it('goes to the file that a link leads to', async () => {
    const folder = written()
    const target = writeText(join(folder, 'real', 'costs.csv'), 'old')
    const link = join(folder, 'latest.csv')
    symlinkSync(target, link)
    await moveOutput(join(folder, 'costs.csv'), link)
    expect(lstatSync(link).isSymbolicLink()).toBe(true)
    expect(readFileSync(target, 'utf8')).toBe('a\nb\n')
  })

  it.runIf(onUnix)('is written into what is no file', async () => {
    const folder = written()
    const pipe = join(folder, 'pipe')
    execFileSync('mkfifo', [pipe])
    const [text] = await Promise.all([readFile(pipe, 'utf8'), moveOutput(join(folder, 'costs.csv'), pipe)])
    expect(text).toBe('a\nb\n')
    expect(lstatSync(pipe).isFIFO()).toBe(true)
  })
})
