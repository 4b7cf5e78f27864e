import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { cursor } from '../../../src/agents/cursor/index.ts'
import { discover } from '../../../src/pipeline/discover.ts'
import { isFolder } from '../../../src/platform/folders.ts'
import { tempFolder, writeText } from '../../helpers/folders.ts'
import { look } from '../../helpers/ledger.ts'

const placesAt = (platform: NodeJS.Platform, variables: Record<string, string> = {}) =>
  cursor.places({ home: '/home/me', platform, variables, isFolder }).map(({ path }) => path)

const namesIn = (root: string) =>
  look(cursor, [root]).flatMap(({ files }) => files.map(({ path, kind }) => `${path.slice(root.length + 1)}: ${kind}`))

describe('where Cursor keeps its data (FORMATS 7.1)', () => {
  it('is with the data of applications', () => {
    expect(placesAt('linux')).toEqual(['/home/me/.config/Cursor/User'])
    expect(placesAt('linux', { XDG_CONFIG_HOME: '/config' })).toEqual(['/config/Cursor/User'])
    expect(placesAt('darwin')).toEqual(['/home/me/Library/Application Support/Cursor/User'])
    expect(placesAt('win32')).toEqual(['/home/me/AppData/Roaming/Cursor/User'])
    expect(placesAt('win32', { APPDATA: '/roaming' })).toEqual(['/roaming/Cursor/User'])
  })

  it('is its global database, and no backup of it', () => {
    const root = tempFolder()
    for (const name of ['state.vscdb', 'state.vscdb.backup', 'state.vscdb.options.json', 'deeper/state.vscdb'])
      writeText(join(root, 'globalStorage', name), 'x')
    writeText(join(root, 'workspaceStorage/w1/state.vscdb'), 'x')
    writeText(join(root, 'settings.json'), 'x')
    writeText(join(root, 'usage-events-2026-11-01.csv'), 'x')
    expect(namesIn(root)).toEqual(['globalStorage/state.vscdb: database', 'usage-events-2026-11-01.csv: document'])
  })

  it('is found when the folder above is named', () => {
    const root = tempFolder()
    writeText(join(root, 'User/globalStorage/state.vscdb'), 'x')
    expect(namesIn(root)).toEqual(['User/globalStorage/state.vscdb: database'])
  })
})

describe('exports that the config names', () => {
  const settings = (usageExports: string[]) => ({ cursor: { enabled: true, dirs: null, usageExports } })
  const surroundings = { home: '/nowhere', platform: 'linux', variables: {} } as const

  it('are files of any name, and all in a folder, beside the data directories', () => {
    const folder = tempFolder()
    const one = writeText(join(folder, 'November.CSV'), 'x')
    const deeper = writeText(join(folder, 'old', 'api.json'), 'x')
    writeText(join(folder, 'notes.txt'), 'x')
    const found = discover([cursor], surroundings, settings([one, folder]))
    expect(found.map(({ place, files }) => [place.origin, files.map(({ path }) => path)])).toEqual([
      ['default', []],
      ['sources.cursor.usageExports', [one]],
      ['sources.cursor.usageExports', [deeper]],
    ])
  })

  it('are missed when they are not there', () => {
    const [, exports] = discover([cursor], surroundings, settings(['/nowhere/usage.csv']))
    expect(exports!.failed).toEqual([
      { path: '/nowhere/usage.csv', reason: 'sources.cursor.usageExports names a file or folder that is not there' },
    ])
  })
})
