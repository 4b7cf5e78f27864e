import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { projectOf } from '../../src/platform/project.ts'
import { tempFolder, writeText } from '../helpers/folders.ts'

const ME = ['-c', 'user.name=test', '-c', 'user.email=test@example.invalid']

function repository(): string {
  const folder = join(tempFolder(), 'repository')
  mkdirSync(join(folder, 'src', 'deep'), { recursive: true })
  const git = (...args: string[]): void => void execFileSync('git', ['-C', folder, ...ME, ...args], { stdio: 'ignore' })
  git('init')
  git('commit', '--allow-empty', '-m', 'made up')
  git('worktree', 'add', join(folder, '..', 'linked'))
  return folder
}

it('is the repository that a folder belongs to, also through a linked worktree (FORMATS 1.6)', () => {
  const folder = repository()
  expect(projectOf(folder)).toBe(folder)
  expect(projectOf(join(folder, 'src', 'deep'))).toBe(folder)
  expect(projectOf(join(folder, '..', 'linked'))).toBe(folder)
})

it('is the folder itself outside any repository, and where the folder is gone', () => {
  const folder = tempFolder()
  expect(projectOf(folder)).toBe(folder)
  expect(projectOf('/long/gone/folder')).toBe('/long/gone/folder')
  expect(projectOf('C:\\work\\project')).toBe('C:\\work\\project')
})

it('is the repository above a folder that is gone (FORMATS 1.6)', () => {
  const folder = repository()
  rmSync(join(folder, 'src'), { recursive: true })
  expect(projectOf(join(folder, 'src', 'deep'))).toBe(folder)
})

it('is the checkout itself of a submodule, or where the link leads nowhere', () => {
  const folder = tempFolder()
  writeText(join(folder, '.git'), 'gitdir: ../nowhere/.git/modules/sub\n')
  expect(projectOf(folder)).toBe(folder)
  writeText(join(folder, '.git'), 'nonsense')
  expect(projectOf(folder)).toBe(folder)
})
