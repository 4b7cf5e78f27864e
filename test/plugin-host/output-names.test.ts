import { expect, it } from 'vitest'
import { wrongName } from '../../src/plugin-host/output-names.ts'

it.each([
  'report.md',
  'charts/days.svg',
  '.gitignore',
  'a.git/b',
  'a b.txt',
  'Ünïcode.txt',
  'console.log',
  'x'.repeat(240),
])('a file may be called %s', (path) => {
  expect(wrongName(path)).toBeNull()
})

it.each([
  ['', 'which is no plain path in its folder'],
  ['/etc/passwd', 'which is no plain path in its folder'],
  ['a/../b', 'which is no plain path in its folder'],
  ['./a', 'which is no plain path in its folder'],
  ['a//b', 'which is no plain path in its folder'],
  ['a/', 'which is no plain path in its folder'],
  ['.git/config', 'which is a place of git'],
  ['a/.GIT/HEAD', 'which is a place of git'],
  ['GIT~1/config', 'which is a place of git'],
  ['a\u001b[2J.txt', 'which has a control character or a backslash in it'],
  ['a\\b.txt', 'which has a control character or a backslash in it'],
  ['a./b', 'which ends with a dot or a space'],
  ['.git ', 'which ends with a dot or a space'],
  ['charts/NUL', 'which is a device on Windows'],
  ['com1.txt', 'which is a device on Windows'],
  ['.report.md.rimuru-tmp', 'which is a name of the host'],
  ['ü'.repeat(121), 'which is longer than 240 bytes'],
])('a file may not be called %j', (path, why) => {
  expect(wrongName(path)).toBe(why)
})
