import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, utimesSync } from 'node:fs'
import { join, relative } from 'node:path'
import { expect, it } from 'vitest'
import { makeStateFolder, temporaryFolder } from '../../src/platform/folders.ts'
import { tempFolder, writeText } from '../helpers/folders.ts'

it('what killed processes have left of a temporary folder is removed a day later, and nothing of a person', () => {
  const place = tempFolder()
  const long = new Date(Date.now() - 2 * 86_400_000)
  const make = (name: string, isOld: boolean): string => {
    mkdirSync(join(place, name))
    writeText(join(place, name, 'state.vscdb'), 'a copy')
    if (isOld) utimesSync(join(place, name), long, long)
    return name
  }
  const left = ['rimuru-database-aB3dE6', 'rimuru-database-x9yzzQ'].map((name) => make(name, true))
  const kept = [
    ...['backup', 'Backup', '202611', 'of-mine', 'aB3dE6a'].map((end) => make(`rimuru-database-${end}`, true)),
    make('rimuru-out-aB3dE6', true),
    make('rimuru-database-fR3shh', false),
  ]

  const folder = temporaryFolder('rimuru-database-', place)

  expect(left.filter((name) => existsSync(join(place, name)))).toEqual([])
  expect(readdirSync(place).sort()).toEqual([...kept, folder.slice(place.length + 1)].sort())
})

it('a temporary folder has an absolute path, also where its place has none', () => {
  const place = tempFolder()
  const folder = temporaryFolder('rimuru-out-', relative(process.cwd(), place))
  expect(folder.startsWith(join(place, 'rimuru-out-'))).toBe(true)
})

// XDG Base Directory Specification: a folder that is missing is made with permission 0700.
it.skipIf(process.platform === 'win32')(
  'what is kept can be read by its user alone, unless a folder for it is there',
  () => {
    const place = tempFolder()
    chmodSync(place, 0o755)
    makeStateFolder(join(place, 'share/rimuru'))
    const modeOf = (...path: string[]): number => statSync(join(place, ...path)).mode & 0o777
    expect([modeOf(), modeOf('share'), modeOf('share/rimuru')]).toEqual([0o755, 0o700, 0o700])
  },
)
