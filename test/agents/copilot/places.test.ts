import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { copilot } from '../../../src/agents/copilot/index.ts'
import { discover } from '../../../src/pipeline/discover.ts'
import { isFolder } from '../../../src/platform/folders.ts'
import { openLedger } from '../../helpers/ledger.ts'
import { linesOf, tempFolder, writeText } from '../../helpers/folders.ts'
import { log, shutdown, span, start } from './rows.ts'

const placesAt = (variables: Record<string, string>, platform: NodeJS.Platform = 'linux') =>
  copilot.places({ home: '/home/me', platform, variables, isFolder }).map(({ path, origin }) => `${origin}: ${path}`)

describe('where the command line keeps its data (FORMATS 5.1)', () => {
  it('is under the home, and for old builds below the folders of XDG', () => {
    expect(placesAt({ XDG_STATE_HOME: '/state', XDG_CONFIG_HOME: '/config' }).slice(0, 3)).toEqual([
      'default: /home/me/.copilot',
      'default: /state/.copilot',
      'default: /config/.copilot',
    ])
  })

  it('is where its variable says, and nowhere else', () => {
    const places = placesAt({ COPILOT_HOME: '~/elsewhere' })
    expect(places[0]).toBe('COPILOT_HOME: /home/me/elsewhere')
    expect(places.filter((place) => place.includes('.copilot'))).toEqual([])
    expect(placesAt({ COPILOT_HOME: '' })[0]).toBe('default: /home/me/.copilot')
  })

  it('is the same folder in whatever way its name is written, so that its history stays', async () => {
    const home = tempFolder()
    log(join(home, 'mine'), 's1', [start('s1'), shutdown({ 'gpt-5.2': { input: 1000, output: 100 } })])
    const sourcesAt = (path: string) =>
      discover([copilot], { home, platform: 'linux', variables: { COPILOT_HOME: path } }, {})
    // As versions that took the name as it is have stored it.
    const asWritten = sourcesAt(`${home}/mine/`).map((source) => ({
      ...source,
      place: { ...source.place, path: `${source.place.path}/` },
    }))
    for (const before of [asWritten, sourcesAt(`${home}/mine/`)]) {
      const ledger = await openLedger()
      await ledger.loadSources(before)
      expect(await ledger.totals()).toMatchObject({ requests: 1, output_tokens: 100 })
      const later = sourcesAt(`${home}//./mine`).map((source) => ({ ...source, exists: false, files: [] }))
      await ledger.loadSources(later)
      expect(await ledger.totals()).toMatchObject({ requests: 1, output_tokens: 100 })
    }
  })

  it('is also the file to which it exports its spans, in one data directory with what else tells of the session', async () => {
    const home = tempFolder()
    const used = { input: 1000, output: 100 }
    log(join(home, '.copilot'), 's1', [start('s1'), shutdown({ 'gpt-5.2': used })])
    const exported = writeText(join(home, 'spans/mine.txt'), linesOf([span('s1', 'c1', used), span('s2', 'c2', used)]))
    const sources = discover(
      [copilot],
      { home, platform: 'linux', variables: { COPILOT_OTEL_FILE_EXPORTER_PATH: exported } },
      {},
    ).filter(({ exists }) => exists)
    expect(sources.flatMap(({ files }) => files.map(({ path }) => path)).sort()).toEqual([
      join(home, '.copilot/session-state/s1/events.jsonl'),
      exported,
    ])
    const ledger = await openLedger()
    await ledger.loadSources(sources)
    expect(await ledger.totals()).toMatchObject({ requests: 2, output_tokens: 200 })
  })

  it('is that file alone where there is nothing else', () => {
    expect(placesAt({ COPILOT_OTEL_FILE_EXPORTER_PATH: '/spans.jsonl' })).toContain(
      'COPILOT_OTEL_FILE_EXPORTER_PATH: /spans.jsonl',
    )
  })
})

describe('where VS Code and its variants keep theirs (FORMATS 5.8)', () => {
  it.each([
    ['linux', {}, '/home/me/.config/Code/User'],
    ['linux', { XDG_CONFIG_HOME: '/config' }, '/config/Code - Insiders/User'],
    ['linux', {}, '/home/me/.vscode-server/data/User'],
    ['darwin', {}, '/home/me/Library/Application Support/VSCodium/User'],
    ['win32', { APPDATA: '/roaming' }, '/roaming/Code/User'],
  ] as const)('on %s with %j is among others %s', (platform, variables, path) => {
    expect(placesAt({ ...variables }, platform)).toContain(`default: ${path}`)
  })

  it('is where the variable of a portable one says', () => {
    expect(placesAt({ VSCODE_PORTABLE: '/stick/data' }).slice(1)).toEqual([
      'VSCODE_PORTABLE: /stick/data/user-data/User',
    ])
  })

  it('is not walked for more than chats and traces', () => {
    const home = tempFolder()
    const user = join(home, '.config/Code/User')
    const id = '11111111-2222-3333-4444-555555555555'
    const wanted = [
      `globalStorage/emptyWindowChatSessions/${id}.json`,
      'globalStorage/github.copilot-chat/agent-traces.db',
      `workspaceStorage/abc/chatSessions/${id}.jsonl`,
    ]
    const others = [
      'globalStorage/state.vscdb',
      'globalStorage/another.extension/agent-traces.db',
      `workspaceStorage/abc/GitHub.copilot-chat/transcripts/${id}.jsonl`,
      'workspaceStorage/abc/chatSessions/notes.json',
    ]
    for (const name of [...wanted, ...others]) writeText(join(user, name), '')
    mkdirSync(join(user, 'History'))
    const found = discover([copilot], { home, platform: 'linux', variables: {} }, {}).flatMap(({ files }) => files)
    expect(found.map(({ path }) => path.slice(user.length + 1)).sort()).toEqual(wanted)
  })
})
