import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openCode } from '../../../src/agents/opencode/index.ts'
import { openCodePlaces } from '../../../src/agents/opencode/places.ts'
import { discover } from '../../../src/pipeline/discover.ts'
import { isFolder } from '../../../src/platform/folders.ts'
import { tempFolder, writeText } from '../../helpers/folders.ts'

const placesAt = (variables: Record<string, string> = {}, platform: NodeJS.Platform = 'linux', home = '/home/me') =>
  openCodePlaces({ home, platform, variables, isFolder }).map(({ path, origin }) => `${origin}: ${path}`)

describe('where OpenCode keeps its data (FORMATS 4.1)', () => {
  it('is the same below the home on all systems, and where others have found it', () => {
    expect(placesAt()).toEqual(['default: /home/me/.local/share/opencode'])
    expect(placesAt({}, 'darwin')).toEqual([
      'default: /home/me/.local/share/opencode',
      'default: /home/me/Library/Application Support/opencode',
    ])
    expect(placesAt({ APPDATA: '/roaming' }, 'win32')).toEqual([
      'default: /home/me/.local/share/opencode',
      'default: /roaming/opencode',
      'default: /home/me/AppData/Local/opencode',
    ])
    expect(placesAt({ LOCALAPPDATA: '/local' }, 'win32')).toEqual([
      'default: /home/me/.local/share/opencode',
      'default: /home/me/AppData/Roaming/opencode',
      'default: /local/opencode',
    ])
  })

  it('is below XDG_DATA_HOME, and an empty variable says nothing', () => {
    expect(placesAt({ XDG_DATA_HOME: '/data' }, 'darwin')).toEqual(['default: /data/opencode'])
    expect(placesAt({ XDG_DATA_HOME: '', OPENCODE_DATA_DIR: '', OPENCODE_DB: '' })).toEqual(placesAt())
  })

  it('is where OPENCODE_DATA_DIR says, which may be a list, and nowhere else', () => {
    expect(placesAt({ OPENCODE_DATA_DIR: '~/one, /two', XDG_DATA_HOME: '/data' })).toEqual([
      'OPENCODE_DATA_DIR: /home/me/one',
      'OPENCODE_DATA_DIR: /two',
    ])
  })

  it('is the database that OPENCODE_DB names, from the root or from the data folder, in place of the defaults', () => {
    expect(placesAt({ OPENCODE_DB: '/elsewhere/work.db' })).toEqual(['OPENCODE_DB: /elsewhere/work.db'])
    expect(placesAt({ OPENCODE_DB: 'work.db', XDG_DATA_HOME: '/data' })).toEqual([
      'OPENCODE_DB: /data/opencode/work.db',
    ])
    expect(placesAt({ OPENCODE_DB: 'work.db', OPENCODE_DATA_DIR: '/one' })).toEqual([
      'OPENCODE_DATA_DIR: /one',
      'OPENCODE_DB: /one/work.db',
    ])
    expect(placesAt({ OPENCODE_DB: ':memory:' })).toEqual(placesAt())
  })

  it('has the databases of all channels, messages and sessions of both JSON storages, and nothing else', () => {
    const root = join(tempFolder(), 'opencode')
    const storage = 'project/made-up/storage/session'
    const logs = [
      'opencode-dev.db',
      'opencode-local.db',
      'opencode.db',
      `${storage}/info/ses_1.json`,
      `${storage}/message/ses_1/msg_1.json`,
      'storage/message/ses_2/msg_2.json',
      'storage/session/global/ses_2.json',
    ]
    const others = [
      'auth.json',
      'opencode.db-shm',
      'backup/opencode.db',
      `${storage}/part/ses_1/msg_1/prt_1.json`,
      'storage/part/msg_2/prt_2.json',
      'storage/project/global.json',
      'storage/session_diff/ses_2.json',
    ]
    for (const path of [...logs, ...others]) writeText(join(root, path), '{}')
    mkdirSync(join(root, 'log'))
    const variables = { XDG_DATA_HOME: join(root, '..') }
    const [source] = discover([openCode], { home: '/nowhere', platform: 'linux', variables }, {})
    expect(source!.files.map(({ path }) => path.slice(root.length + 1)).sort()).toEqual(logs.sort())
  })

  it('reads a database of any name that OPENCODE_DB names', () => {
    const path = writeText(join(tempFolder(), 'work.sqlite'), '')
    const [source] = discover([openCode], { home: '/nowhere', platform: 'linux', variables: { OPENCODE_DB: path } }, {})
    expect(source!.files).toMatchObject([{ path, kind: 'database' }])
  })
})
