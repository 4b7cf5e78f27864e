import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { competingPush, namesIn, subjects } from '../git/repos.ts'
import { runCli } from '../helpers/cli.ts'
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

/** The days in the index of a branch, the newest first. */
const listed = (bare: string, branch: string): string[] =>
  [...git(bare, 'show', `${branch}:reports/README.md`).matchAll(/\((.+)\/report\.md\)/g)].map(
    ([, folder = '']) => folder,
  )

const BEFORE = '2026-11-18'

test('the index of a pull request has all of its nights, and those that were merged without being pulled here', async () => {
  const { night, bare, theirs } = shared('pull-request')
  await runDay(night)
  await night.run('run', 'nightly', '--date', BEFORE)
  expect(listed(bare, 'rimuru/nightly')).toEqual([`nightly/${DAY}`, `nightly/${BEFORE}`])

  const again = await runDay(night)
  expect(again).toMatchObject({ code: 0, stderr: expect.stringContaining('nothing to commit') })
  expect(commitsOf(bare, 'rimuru/nightly')).toBe(3)

  git(theirs, 'pull', '-q', 'origin', 'rimuru/nightly')
  git(theirs, 'push', '-q', 'origin', 'HEAD')
  await night.run('run', 'nightly', '--date', '2026-11-20')
  expect(listed(bare, 'rimuru/nightly')).toEqual(['nightly/2026-11-20', `nightly/${DAY}`, `nightly/${BEFORE}`])
  expect(namesIn(bare, 'rimuru/nightly').filter((name) => !name.startsWith('reports/nightly/2026-11-20/'))).toEqual([
    'reports/README.md',
  ])
  expect(status(night.root)).toEqual([])
})

test('two machines that push to one branch list the reports of both', async () => {
  const { night, bare, theirs } = shared('push')
  const other = madeNight({ repository: false })
  const job = JSON.stringify({ ...JOB, publish: { mode: 'push' } })
  competingPush(theirs, { 'jobs/desk.json': job }, 'a job of the other machine')
  git(bare, 'clone', '-q', bare, join(other.root, 'clone'))
  const desk = (day: string) =>
    runCli(['run', 'desk', '--date', day], { ...other.options, cwd: join(other.root, 'clone') })

  for (const day of [BEFORE, DAY]) {
    expect(await night.run('run', 'nightly', '--date', day)).toMatchObject({ code: 0 })
    expect(await desk(day)).toMatchObject({ code: 0 })
  }

  expect(listed(bare, 'main')).toEqual([`desk/${DAY}`, `desk/${BEFORE}`, `nightly/${DAY}`, `nightly/${BEFORE}`])
  const again = await desk(DAY)
  expect(again).toMatchObject({ code: 0, stderr: expect.stringContaining('nothing to commit, nothing to push') })
  expect(status(join(other.root, 'clone'))).toEqual([])
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
