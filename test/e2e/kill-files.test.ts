import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { filesBelow, writeText } from '../helpers/folders.ts'
import { killWhen, madeGate } from './kill.ts'
import { commitsOf, DAY, git, madeNight, runDay, status } from './night.ts'

const WITH = { period: 'yesterday', export: ['markdown', 'gate'] } as const
const WITHOUT = { period: 'yesterday', export: ['markdown'] } as const

/** What is read from it is waited for, for ever. */
function makeEndless(path: string): void {
  rmSync(path)
  execFileSync('mkfifo', [path])
}

test('killed while files are put in their places, and after some are removed: the next run does the rest', async () => {
  const gate = madeGate()
  const night = madeNight({ job: WITH, files: gate.files, env: { PATH: gate.path } })
  const { root } = night
  const folder = join(root, 'reports/nightly', DAY)
  const isThere = (name: string): boolean => existsSync(join(folder, name))

  // The files are written aside, and the work tree is looked at.
  gate.holdGit('cat-file')
  await killWhen(night, () => {
    if (gate.isReached()) {
      filesBelow(join(night.state, 'work'), 'report.txt').forEach(makeEndless)
      gate.pass()
    }
    return isThere('report.md')
  })
  expect(isThere('report.txt')).toBe(false)
  expect(isThere('run.json')).toBe(false)
  expect(commitsOf(root)).toBe(1)
  writeText(join(folder, '.report.md.rimuru-tmp'), 'half')

  expect((await runDay(night)).code).toBe(0)
  expect(readdirSync(folder)).toEqual(expect.arrayContaining(['report.md', 'report.txt', 'run.json']))
  expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([])
  expect(commitsOf(root)).toBe(2)
  expect(status(root)).toEqual([])

  night.writeJob(WITHOUT)
  git(root, 'commit', '-q', '-a', '-m', 'fewer')
  gate.holdGit('write-tree')
  await killWhen(night, gate.isReached, gate.open)
  expect(isThere('report.txt')).toBe(false)
  expect(status(root)).toContain(` D reports/nightly/${DAY}/report.txt`)

  expect((await runDay(night)).code).toBe(0)
  expect(git(root, 'show', '--format=', '--name-status')).toContain(`D\treports/nightly/${DAY}/report.txt`)
  expect(commitsOf(root)).toBe(4)
  expect(status(root)).toEqual([])
})
