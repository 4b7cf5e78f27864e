import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { competingPush, namesIn, subjects } from '../git/repos.ts'
import { tempFolder } from '../helpers/folders.ts'
import { commitsOf, DAY, git, JOB, madeNight, runDay, status, treeOf } from './night.ts'
import type { Night } from './night.ts'

interface Shared {
  readonly night: Night
  readonly bare: string
  /** Somebody else's clone of it. */
  readonly theirs: string
}

/** A night in a clone of a bare repository. */
function shared(mode: 'push' | 'pull-request'): Shared {
  const night = madeNight({ job: { ...JOB, publish: { mode } } })
  const bare = join(tempFolder(), 'shared.git')
  const theirs = join(tempFolder(), 'theirs')
  git(night.root, 'clone', '-q', '--bare', night.root, bare)
  git(night.root, 'remote', 'add', 'origin', bare)
  git(night.root, 'clone', '-q', bare, theirs)
  return { night, bare, theirs }
}

test('the commit is pushed on top of what somebody else has pushed meanwhile; the next run pushes nothing', async () => {
  const { night, bare, theirs } = shared('push')
  git(night.root, 'fetch', '-q', 'origin')
  competingPush(theirs, { 'theirs.txt': 'theirs\n' })

  const first = await runDay(night)

  expect(first).toMatchObject({ code: 0, stderr: expect.stringMatching(/commit [0-9a-f]{10}, pushed/) })
  expect(subjects(bare, 'main')).toEqual([`nightly: ${DAY}, $0.02`, 'theirs', 'first'])
  expect(namesIn(bare, 'main')).toContain(`reports/nightly/${DAY}/report.md`)
  expect(git(night.root, 'rev-parse', 'HEAD')).toBe(git(bare, 'rev-parse', 'main'))
  expect(status(night.root)).toEqual([])

  const second = await runDay(night)
  expect(second).toMatchObject({ code: 0, stderr: expect.stringContaining('nothing to commit, nothing to push') })
  expect(commitsOf(bare, 'main')).toBe(3)
})

test('a pull request has its commits on a branch of its own, and the work tree is as before', async () => {
  const { night, bare } = shared('pull-request')

  const first = await runDay(night)

  expect(first.code).toBe(0)
  expect(subjects(bare, 'rimuru/nightly')).toEqual([`nightly: ${DAY}, $0.02`, 'first'])
  expect(commitsOf(bare, 'main')).toBe(1)
  expect(commitsOf(night.root)).toBe(1)
  expect(status(night.root)).toEqual([])
  expect(treeOf(night.root)).toEqual(['jobs/nightly.json', 'rimuru.config.json'])

  const second = await runDay(night)
  expect(second).toMatchObject({ code: 0, stderr: expect.stringContaining('nothing to commit') })
  expect(commitsOf(bare, 'rimuru/nightly')).toBe(2)

  night.writeJob({ ...JOB, export: ['markdown'], publish: { mode: 'pull-request' } })
  const dropped = await runDay(night)
  expect(dropped.code).toBe(0)
  expect(git(bare, 'show', '--format=', '--name-status', 'rimuru/nightly')).toContain(
    `D\treports/nightly/${DAY}/costs.csv`,
  )
  expect(status(night.root)).toEqual([' M jobs/nightly.json'])
})

test('a push to a remote that is not there fails in one sentence, and the commit stays', async () => {
  const night = madeNight({ job: { ...JOB, publish: { mode: 'push' } } })

  const { code, stdout, stderr } = await runDay(night)

  expect(code).toBe(1)
  expect(stdout).toBe('')
  expect(stderr).toContain('error E8001: there is no remote origin')
  expect(stderr).toContain('git remote add origin ADDRESS')
  expect(commitsOf(night.root)).toBe(2)
  expect(existsSync(join(night.root, `reports/nightly/${DAY}/report.md`))).toBe(true)
  expect(status(night.root)).toEqual([])

  const bare = join(tempFolder(), 'shared.git')
  git(night.root, 'init', '-q', '--bare', bare)
  git(night.root, 'remote', 'add', 'origin', bare)
  const next = await runDay(night)
  expect(next).toMatchObject({ code: 0, stderr: expect.stringContaining('pushed') })
  expect(commitsOf(bare, 'main')).toBe(2)
})
