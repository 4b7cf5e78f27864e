import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { cursor } from '../../../src/agents/cursor/index.ts'
import { pathOfUri } from '../../../src/agents/cursor/state/folders.ts'
import { tempFolder, writeText } from '../../helpers/folders.ts'
import { coldLoad } from '../../helpers/ledger.ts'
import { scanFile } from '../../helpers/scan.ts'
import { answer, composer, inState, STATE, workspace } from './database.ts'

/** A session with a message, and where its folder is told. */
function folderOf(tell: (root: string) => object | void): { cwd: string | null; problems: readonly unknown[] } {
  const root = tempFolder()
  const facts = tell(root) ?? {}
  inState(root, ({ put }) => {
    put(...composer('c1', facts))
    put(...answer('c1', 'b1', { input: 1 }))
  })
  const { responses, sessions, problems } = scanFile(cursor, join(root, STATE))
  expect(responses[0]!.cwd).toBe(sessions[0]!.cwd)
  return { cwd: responses[0]!.cwd, problems }
}

const list = (root: string, workspaceIdentifier: object): void =>
  inState(root, ({ item }) =>
    item('composer.composerHeaders', { allComposers: [null, { composerId: 'c1', workspaceIdentifier }] }),
  )

const UNNAMED = { id: 'w1' }

describe('the folder of a session (FORMATS 7.1)', () => {
  it('is told by its own row', () => {
    const uri = { $mid: 1, fsPath: '/home/dev/project', scheme: 'file' }
    expect(folderOf(() => ({ workspaceIdentifier: { id: 'w1', uri } })).cwd).toBe('/home/dev/project')
    const configPath = { fsPath: '/home/dev/both/all.code-workspace' }
    expect(folderOf(() => ({ workspaceIdentifier: { id: 'w1', configPath } })).cwd).toBe('/home/dev/both')
  })

  it('is told by the list of all sessions, by name or by workspace', () => {
    expect(folderOf((root) => list(root, { id: 'w1', uri: { fsPath: '/home/dev/listed' } })).cwd).toBe(
      '/home/dev/listed',
    )
    const { cwd } = folderOf((root) => {
      workspace(root, 'w1', '/home/dev/my project', [])
      list(root, UNNAMED)
    })
    expect(cwd).toBe('/home/dev/my project')
  })

  it('is not told by a list that says something else, which costs no session', () => {
    const { cwd, problems } = folderOf((root) =>
      inState(root, ({ item }) =>
        item('composer.composerHeaders', {
          allComposers: [
            { composerId: 'c0', workspaceIdentifier: 'w1' },
            { composerId: 'c1', workspaceIdentifier: { id: 'w1', uri: { fsPath: '/home/dev/listed' } } },
          ],
        }),
      ),
    )
    expect(cwd).toBe('/home/dev/listed')
    expect(problems).toEqual([])
  })

  it('is told by the workspace that lists it', () => {
    const { cwd, problems } = folderOf((root) => {
      workspace(root, 'w1', '/home/dev/one', ['c1'])
      workspace(root, 'w2', '/home/dev/two', ['c2'])
      writeText(join(root, 'workspaceStorage/w3/workspace.json'), '{"folder":"file:///home/dev/three"}')
      writeText(join(root, 'workspaceStorage/w4/workspace.json'), 'prose')
    })
    expect({ cwd, problems }).toEqual({ cwd: '/home/dev/one', problems: [] })
  })

  it('is not looked for outside: a workspace is named by a plain word', () => {
    expect(folderOf(() => ({ workspaceIdentifier: { id: '../../elsewhere' } })).cwd).toBeNull()
  })

  it('is not known when the workspace cannot be read, which is noted', () => {
    const { cwd, problems } = folderOf((root) => {
      writeText(join(root, 'workspaceStorage/w1/workspace.json'), '{"folder":"file:///home/dev/one"}')
      writeText(join(root, 'workspaceStorage/w1/state.vscdb'), 'prose')
    })
    expect(cwd).toBeNull()
    expect(problems).toEqual([
      { kind: 'note', offset: 0, detail: expect.stringMatching(/workspaceStorage\/w1\/state\.vscdb: not a SQLite/) },
    ])
  })

  it('is the same through a link, and leads to its repository', async () => {
    const project = tempFolder()
    mkdirSync(join(project, '.git'))
    const root = tempFolder()
    workspace(root, 'w1', join(project, 'deep'), ['c1'])
    inState(root, ({ put }) => put(...answer('c1', 'b1', { input: 1 })))
    const link = join(tempFolder(), 'User')
    symlinkSync(root, link)
    expect(await (await coldLoad(cursor, [link])).scoped()).toMatchObject([{ cwd: join(project, 'deep'), project }])
  })

  it.each([
    ['file:///home/me/a%20b', '/home/me/a b'],
    ['file:///c%3A/Users/me', 'c:/Users/me'],
    ['vscode-remote://ssh-remote%2Bhost/home/me', '/home/me'],
    ['vscode-remote://wsl+Ubuntu/home/me', '/home/me'],
    ['file:///broken%', null],
    ['prose', null],
    [null, null],
  ])('is in %s: %s', (uri, path) => {
    expect(pathOfUri(uri)).toBe(path)
  })
})
