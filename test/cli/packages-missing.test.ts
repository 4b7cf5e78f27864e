import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tempFolder } from '../helpers/folders.ts'
import { homeWith } from '../helpers/homes.ts'
import { ROOT } from '../helpers/imports.ts'

/** The program as it is without these packages. */
function programWithout(...missing: readonly string[]): string {
  const folder = tempFolder()
  for (const name of ['src', 'package.json']) cpSync(join(ROOT, name), join(folder, name), { recursive: true })
  mkdirSync(join(folder, 'node_modules/@duckdb'), { recursive: true })
  const packages = readdirSync(join(ROOT, 'node_modules')).filter((name) => name !== '@duckdb' && !name.startsWith('.'))
  for (const name of packages.filter((each) => !missing.includes(each)))
    symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name))
  // Not linked: it would find its binary from where it really is.
  for (const name of ['node-api', 'node-bindings'])
    cpSync(join(ROOT, 'node_modules/@duckdb', name), join(folder, 'node_modules/@duckdb', name), { recursive: true })
  return folder
}

function run(program: string, args: readonly string[]) {
  const home = homeWith([{ time: '2026-11-01T10:00:00Z' }])
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(program, 'src/bin.js'), ...args], {
    cwd: home,
    env: { PATH: process.env.PATH ?? '', HOME: home, TZ: 'UTC' },
    encoding: 'utf8',
  })
  return { status, stdout, lines: stderr.trimEnd().split('\n') }
}

test.each([['costs'], ['models'], ['agents', 'scan']])(
  'without the binary of the database %s says what is missing and what brings it, once',
  (...args) => {
    const program = programWithout()
    expect(run(program, args)).toEqual({
      status: 1,
      stdout: '',
      lines: [
        expect.stringMatching(
          /^error E8001: a package of Rimuru cannot be loaded: Cannot find module '@duckdb\/node-bindings-.*'/,
        ),
        '  run `npm ci` there again, without --omit=optional',
      ],
    })
  },
)

test('without what it needs to read its arguments it says so too', () => {
  const program = programWithout('yargs-parser')
  expect(run(program, ['costs'])).toEqual({
    status: 1,
    stdout: '',
    lines: [
      expect.stringMatching(/^error E8001: a package of Rimuru cannot be loaded: Cannot find package 'yargs-parser'/),
      '  run `npm ci` there again, without --omit=optional',
    ],
  })
  expect(run(program, ['--version']).status).toBe(0)
})
