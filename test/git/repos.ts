import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished, vi } from 'vitest'
import { repositoryOf } from '../../src/git/repository.ts'
import type { DerivedFile } from '../../src/git/derived.ts'
import type { Repository } from '../../src/git/repository.ts'
import { tempFolder, writeText } from '../helpers/folders.ts'

const PERSON = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com']

/** A real git, as a person would type it; the last line break is cut. */
export const git = (root: string, ...args: readonly string[]): string =>
  execFileSync('git', [...PERSON, ...args], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  }).replace(/\n$/, '')

/** Neither this machine's settings nor its identity reach the test. */
export function withoutSettings(): void {
  vi.stubEnv('GIT_CONFIG_GLOBAL', '/dev/null')
  vi.stubEnv('GIT_CONFIG_SYSTEM', '/dev/null')
  onTestFinished(() => {
    vi.unstubAllEnvs()
  })
}

/** Files from their contents in a work tree with one commit. */
export function madeRepository(files: Readonly<Record<string, string>> = { 'notes.txt': 'one\n' }): string {
  const root = emptyRepository()
  writeFiles(root, files)
  git(root, 'add', '-A')
  git(root, 'commit', '-q', '-m', 'first')
  return root
}

export function emptyRepository(): string {
  withoutSettings()
  const root = tempFolder()
  git(root, 'init', '-q', '-b', 'main')
  return root
}

/** Two clones of one bare repository with a commit on main. */
export function madeRemote(files: Readonly<Record<string, string>> = { 'notes.txt': 'one\n' }): {
  bare: string
  ours: string
  theirs: string
} {
  const ours = madeRepository(files)
  const bare = join(tempFolder(), 'shared.git')
  git(ours, 'clone', '-q', '--bare', ours, bare)
  git(ours, 'remote', 'add', 'origin', bare)
  git(ours, 'fetch', '-q', 'origin')
  const theirs = join(tempFolder(), 'theirs')
  git(bare, 'clone', '-q', bare, theirs)
  return { bare, ours, theirs }
}

export function writeFiles(root: string, files: Readonly<Record<string, string>>): string[] {
  return Object.entries(files).map(([name, content]) => writeText(join(root, name), content))
}

/** Somebody commits and pushes. */
export function competingPush(theirs: string, files: Readonly<Record<string, string>>, subject = 'theirs'): string {
  writeFiles(theirs, files)
  git(theirs, 'add', '-A')
  git(theirs, 'commit', '-q', '-m', subject)
  git(theirs, 'push', '-q', 'origin', 'HEAD')
  return git(theirs, 'rev-parse', 'HEAD')
}

export async function opened(folder: string): Promise<Repository> {
  const found = await repositoryOf(folder)
  if (found.root === null) throw new Error(found.reason)
  return found
}

export const status = (root: string): string[] =>
  git(root, 'status', '--porcelain', '-uall').split('\n').filter(Boolean)

export const subjects = (root: string, of = 'HEAD'): string[] => git(root, 'log', '--format=%s', of).split('\n')

export const namesIn = (root: string, commit = 'HEAD'): string[] =>
  git(root, '-c', 'core.quotePath=false', 'show', '--format=', '--name-only', '--no-renames', commit).split('\n')

/** A list of the reports beside it: their names, one a line. */
export const derivedList = (root: string, name: string): DerivedFile => ({
  path: join(root, name),
  isSource: (source) => source.endsWith('/report.md'),
  content: (sources) => [...sources].map(([source, text]) => `${source} ${text}`).join(''),
})

export const contentAt = (root: string, name: string): string | null =>
  existsSync(join(root, name)) ? readFileSync(join(root, name), 'utf8') : null
