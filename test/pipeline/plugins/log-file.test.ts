import { readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openLogFile } from '../../../src/pipeline/plugins/log-file.ts'
import type { LogLine } from '../../../src/plugin-host/types.ts'
import { tempFolder } from '../../helpers/folders.ts'

const lineOf = (message: string): LogLine => ({ plugin: 'one', source: 'log', level: 'info', message })

it('goes on where the last run has ended', () => {
  const path = join(tempFolder(), 'plugins/one/plugin.log')
  openLogFile(path)(lineOf('first'))
  openLogFile(path)({ ...lineOf('second'), fields: { at: 1 } })
  expect(readFileSync(path, 'utf8')).toMatch(/^\S+Z info +log: first\n\S+Z info +log: second \{"at":1\}\n$/)
})

it('keeps two files, neither of them larger than it may be, whatever letters are in them', () => {
  const folder = tempFolder()
  const path = join(folder, 'plugin.log')
  const log = openLogFile(path)
  for (let i = 0; i < 30; i += 1) log(lineOf(`${i} ${'漢'.repeat(40_000)}`))
  expect(readdirSync(folder).sort()).toEqual(['plugin.log', 'plugin.log.1'])
  for (const name of ['plugin.log', 'plugin.log.1']) {
    expect(statSync(join(folder, name)).size).toBeLessThanOrEqual(1 << 20)
  }
  expect(readFileSync(path, 'utf8')).toContain(' log: 29 漢')
})

it('stops nothing where it cannot be written', () => {
  const folder = tempFolder()
  symlinkSync('loop', join(folder, 'loop'))
  expect(() => openLogFile(join(folder, 'loop/plugin.log'))(lineOf('lost'))).not.toThrow()
})
