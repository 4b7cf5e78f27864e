import { createHash } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { committedOver, editedByHand } from '../../src/git/edited.ts'
import { emptyRepository, git, madeRepository, opened, writeFiles } from './repos.ts'

const sha256 = (content: string): string => createHash('sha256').update(content).digest('hex')

describe('files that were edited by hand', () => {
  it('are those with neither what HEAD has nor what a run wrote or will write', async () => {
    const root = madeRepository({
      'reports/as head.md': 'h\n',
      '"edited".md': 'before\n',
      'reports/gone.md': 'g\n',
      'reports/new.md/x': 'x\n',
    })
    rmSync(join(root, 'reports/gone.md'))
    const paths = writeFiles(root, {
      'reports/as head.md': 'h\n',
      '"edited".md': 'after\n',
      'reports/known.md': 'written\n',
      'reports/stranger.md': 'by hand\n',
    })
    const all = [...paths, join(root, 'reports/gone.md'), join(root, 'reports/never.md'), join(root, 'reports/new.md')]
    const known = (path: string): string[] => (path.endsWith('/known.md') ? [sha256('other'), sha256('written\n')] : [])
    expect(await editedByHand(await opened(root), all, known)).toEqual([
      join(root, '"edited".md'),
      join(root, 'reports/new.md'),
      join(root, 'reports/stranger.md'),
    ])
  })

  it('are not those whose line ends git has changed', async () => {
    const root = madeRepository({ 'reports/a.csv': 'a\nb\n' })
    git(root, 'config', 'core.autocrlf', 'true')
    const [path = ''] = writeFiles(root, { 'reports/a.csv': 'a\r\nb\r\n' })
    expect(await editedByHand(await opened(root), [path], () => [])).toEqual([])
    writeFiles(root, { 'reports/a.csv': 'a\r\nc\r\n' })
    expect(await editedByHand(await opened(root), [path], () => [])).toEqual([path])
  })

  it('are those that were committed over what came with their run, and not what came with it', async () => {
    const names = ['reports/formatted.md', 'reports/remark.md', 'reports/new.md']
    const root = madeRepository({ 'reports/run.json': 'r\n', [names[0]!]: 'f\n', [names[1]!]: 'a\n' })
    writeFiles(root, { 'notes.txt': 'n\n', [names[1]!]: 'a remark\n', [names[2]!]: 'later\n' })
    git(root, 'add', '-A')
    git(root, 'commit', '-q', '-m', 'a remark')
    const paths = [...names, 'reports/never.md'].map((name) => join(root, name))
    expect(await committedOver(await opened(root), join(root, 'reports/run.json'), paths)).toEqual([paths[1], paths[2]])
    expect(await committedOver(await opened(root), join(root, 'reports/other/run.json'), [paths[0]!])).toEqual([
      paths[0],
    ])
    expect(await committedOver(await opened(emptyRepository()), join(root, 'run.json'), paths)).toEqual([])
  })

  it('are found before the first commit too', async () => {
    const root = emptyRepository()
    const paths = writeFiles(root, { 'reports/a.md': 'a\n', 'reports/b.md': 'b\n' })
    expect(await editedByHand(await opened(root), paths, () => [sha256('a\n')])).toEqual([paths[1]])
  })
})
