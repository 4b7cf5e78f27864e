import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { repositoryOf } from '../../src/git/repository.ts'
import { tempFolder } from '../helpers/folders.ts'
import { emptyRepository, git, madeRepository, withoutSettings, writeFiles } from './repos.ts'

/** On main with a branch side that changed the same line. */
function dividedRepository(): string {
  const root = madeRepository()
  git(root, 'switch', '-q', '-c', 'side')
  writeFiles(root, { 'notes.txt': 'side\n' })
  git(root, 'commit', '-qam', 'side')
  git(root, 'switch', '-q', 'main')
  writeFiles(root, { 'notes.txt': 'main\n' })
  git(root, 'commit', '-qam', 'main')
  return root
}

describe('the repository of a folder', () => {
  it('has a root, a branch and a commit', async () => {
    const root = madeRepository()
    git(root, 'switch', '-q', '-c', 'feature/ünïcode')
    expect(await repositoryOf(join(root, 'not', 'made'))).toEqual({
      root,
      gitDir: join(root, '.git'),
      branch: 'feature/ünïcode',
      head: git(root, 'rev-parse', 'HEAD'),
      obstacle: null,
    })
  })

  it('has no commit at first', async () => {
    const root = emptyRepository()
    expect(await repositoryOf(root)).toMatchObject({ root, branch: 'main', head: null, obstacle: null })
  })

  it('is none outside of a work tree, in its insides, and without git; each with its reason', async () => {
    withoutSettings()
    const folder = tempFolder()
    expect(await repositoryOf(folder)).toEqual({
      root: null,
      reason: 'it is not in a git repository',
      isRefused: false,
    })
    git(folder, 'init', '-q', '--bare', 'bare.git')
    expect(await repositoryOf(join(folder, 'bare.git'))).toEqual({
      root: null,
      reason: 'it is not in a work tree',
      isRefused: false,
    })
    expect(await repositoryOf(join(madeRepository(), '.git'))).toEqual({
      root: null,
      reason: 'it is not in a work tree',
      isRefused: false,
    })
    vi.stubEnv('PATH', folder)
    expect(await repositoryOf(folder)).toEqual({ root: null, reason: 'git is not installed', isRefused: false })
  })

  it('is refused where git does not trust it, cannot read it, or is missing beside one', async () => {
    const root = madeRepository()
    vi.stubEnv('GIT_TEST_ASSUME_DIFFERENT_OWNER', '1')
    expect(await repositoryOf(root)).toEqual({
      root: null,
      reason: `detected dubious ownership in repository at '${root}'`,
      isRefused: true,
    })
    vi.stubEnv('GIT_TEST_ASSUME_DIFFERENT_OWNER', '')
    git(root, 'config', 'core.repositoryFormatVersion', '99')
    expect(await repositoryOf(root)).toMatchObject({ root: null, isRefused: true })
    vi.stubEnv('PATH', tempFolder())
    expect(await repositoryOf(join(root, 'reports'))).toEqual({
      root: null,
      reason: 'git is not installed',
      isRefused: true,
    })
  })

  it.each([
    ['a merge is in progress', ['merge', 'side'], 'git merge --abort'],
    ['a rebase is in progress', ['rebase', 'side'], 'git rebase --abort'],
    ['a rebase is in progress', ['rebase', '--apply', 'side'], 'git rebase --abort'],
    ['a cherry-pick is in progress', ['cherry-pick', 'side'], 'git cherry-pick --abort'],
    ['a revert is in progress', ['revert', 'HEAD~1'], 'git revert --abort'],
  ])('says that %s (%j)', async (what, command, hint) => {
    const root = dividedRepository()
    expect(() => git(root, ...command)).toThrow('')
    expect(await repositoryOf(root)).toMatchObject({
      obstacle: { what, hint: expect.stringContaining(hint) as string },
    })
  })

  it('says that a bisect is in progress, or that HEAD is detached', async () => {
    const root = dividedRepository()
    git(root, 'bisect', 'start')
    expect(await repositoryOf(root)).toMatchObject({
      obstacle: { what: 'a bisect is in progress', hint: 'end it with git bisect reset' },
    })
    git(root, 'bisect', 'reset')
    git(root, 'checkout', '-q', '--detach')
    expect(await repositoryOf(root)).toMatchObject({
      branch: null,
      obstacle: {
        what: 'HEAD is detached: a commit would belong to no branch',
        hint: 'check out a branch with git switch',
      },
    })
  })

  it('is read whatever language git speaks', async () => {
    withoutSettings()
    vi.stubEnv('LC_ALL', 'de_DE.UTF-8')
    vi.stubEnv('LANGUAGE', 'de')
    expect(await repositoryOf(tempFolder())).toEqual({
      root: null,
      reason: 'it is not in a git repository',
      isRefused: false,
    })
  })
})
