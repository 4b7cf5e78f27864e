import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { claudePlaces } from '../../../src/agents/claude-code/places.ts'
import { isFolder } from '../../../src/platform/folders.ts'
import { tempFolder } from '../../helpers/folders.ts'

const placesAt = (home: string, variables: Record<string, string> = {}, platform: NodeJS.Platform = 'linux') =>
  claudePlaces({ home, platform, variables, isFolder }).map(({ path, origin }) => `${origin}: ${path}`)

describe('where Claude Code keeps its data (FORMATS 2.1)', () => {
  it('is under the home, and where some installs moved it', () => {
    expect(placesAt('/home/me')).toEqual(['default: /home/me/.claude', 'default: /home/me/.config/claude'])
    expect(placesAt('/home/me', { XDG_CONFIG_HOME: '/cfg' })).toEqual([
      'default: /home/me/.claude',
      'default: /cfg/claude',
    ])
  })

  it('is where its variable says, and nowhere else; an empty one says nothing', () => {
    expect(placesAt('/home/me', { CLAUDE_CONFIG_DIR: '/data' })).toEqual(['CLAUDE_CONFIG_DIR: /data'])
    expect(placesAt('/home/me', { CLAUDE_CONFIG_DIR: '' })).toHaveLength(2)
  })

  it('may be a list, with a tilde and with the folder of projects itself', () => {
    expect(placesAt('/home/me', { CLAUDE_CONFIG_DIR: '~/one, /two/projects ,,' })).toEqual([
      'CLAUDE_CONFIG_DIR: /home/me/one',
      'CLAUDE_CONFIG_DIR: /two',
    ])
    expect(placesAt('/home/me', { CLAUDE_CONFIG_DIRS: '/one:~/two' })).toEqual([
      'CLAUDE_CONFIG_DIRS: /one',
      'CLAUDE_CONFIG_DIRS: /home/me/two',
    ])
  })

  it('may have a comma in its name', () => {
    const folder = join(tempFolder(), 'me, myself')
    mkdirSync(folder)
    expect(placesAt('/home/me', { CLAUDE_CONFIG_DIR: folder })).toEqual([`CLAUDE_CONFIG_DIR: ${folder}`])
  })

  it.each([
    ['linux', '.config/Claude/local-agent-mode-sessions'],
    ['darwin', 'Library/Application Support/Claude/local-agent-mode-sessions'],
    ['win32', 'AppData/Roaming/Claude/local-agent-mode-sessions'],
    ['win32', 'AppData/Local/Packages/Claude_x1/LocalCache/Roaming/Claude/local-agent-mode-sessions'],
  ] as const)('is also with the desktop app on %s', (platform, sessions) => {
    const home = tempFolder()
    const data = join(home, sessions, 'a/b/local_1/.claude')
    mkdirSync(join(data, 'projects'), { recursive: true })
    expect(placesAt(home, {}, platform)).toContain(`default: ${data}`)
  })
})
