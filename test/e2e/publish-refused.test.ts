import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { tempFolder, writeText } from '../helpers/folders.ts'
import { startReceiver } from '../helpers/receivers.ts'
import { commitsOf, DAY, filesOf, git, JOB, madeNight, runDay, status, treeOf } from './night.ts'
import type { Night } from './night.ts'

/** Two branches that both changed a file, and a third that did not. */
function madeConflict(options: Parameters<typeof madeNight>[0] = {}): Night {
  const night = madeNight(options)
  const { root } = night
  const change = (branch: string): void => {
    git(root, 'switch', '-q', '-c', branch, 'main')
    writeText(join(root, 'plan.txt'), `${branch}\n`)
    git(root, 'add', 'plan.txt')
    git(root, 'commit', '-q', '-m', branch)
  }
  change('theirs')
  change('ours')
  return night
}

const tryTo = (root: string, ...args: readonly string[]): void => expect(() => git(root, ...args)).toThrow()

test('during a merge, during a rebase and on a detached HEAD it refuses before anything is written or sent', async () => {
  const receiver = await startReceiver()
  const config = { plugins: { webhook: { config: { url: receiver.origin } } } }
  const night = madeConflict({ config, job: { ...JOB, notify: ['webhook'] } })
  const { root } = night
  const refusal = async (): Promise<string> => {
    const before = filesOf(root)
    const { code, stdout, stderr } = await runDay(night)
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(filesOf(root)).toEqual(before)
    return stderr
  }

  tryTo(root, 'merge', 'theirs')
  expect(await refusal()).toMatch(/^error E8001: a merge is in progress.*\n {2}finish it with git merge --continue/m)
  const dry = await runDay(night, '--dry-run')
  expect(dry).toMatchObject({ code: 0, stderr: expect.stringContaining('would refuse: a merge is in progress') })
  git(root, 'merge', '--abort')

  tryTo(root, 'rebase', 'theirs')
  expect(await refusal()).toContain('error E8001: a rebase is in progress')
  git(root, 'rebase', '--abort')

  git(root, 'switch', '-q', '--detach')
  expect(await refusal()).toContain('error E8001: HEAD is detached: a commit would belong to no branch')
  expect(receiver.received).toEqual([])

  git(root, 'switch', '-q', 'ours')
  expect((await runDay(night)).code).toBe(0)
  expect(receiver.received).toHaveLength(1)
  expect(commitsOf(root)).toBe(3)
})

test('where git refuses the repository, and where there is none to push from, it ends with an error and writes nothing', async () => {
  const night = madeNight({ env: { GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' } })
  const before = filesOf(night.root)
  const refused = await runDay(night)
  expect(refused).toMatchObject({ code: 1, stdout: '' })
  expect(refused.stderr).toContain('error E8001: git cannot be used: detected dubious ownership')
  expect(filesOf(night.root)).toEqual(before)
  const dry = await runDay(night, '--dry-run')
  expect(dry).toMatchObject({ code: 0, stderr: expect.stringContaining('would refuse: git cannot be used') })
  night.writeJob({ ...JOB, publish: { mode: 'files' } })
  expect(await runDay(night)).toMatchObject({ code: 0 })

  for (const mode of ['push', 'pull-request'] as const) {
    const none = madeNight({ repository: false, job: { ...JOB, publish: { mode } } })
    const { code, stderr } = await runDay(none)
    expect(code).toBe(1)
    expect(stderr).toContain('error E8001: there is nothing to push from: it is not in a git repository')
    expect(existsSync(join(none.root, 'reports'))).toBe(false)
    expect(await runDay(none, '--no-publish')).toMatchObject({ code: 0 })
  }
})

test('its own file that was edited by hand is named and left alone, committed or not; a deleted one is written again', async () => {
  const night = madeNight()
  const { root } = night
  await runDay(night)
  const page = join(root, `reports/nightly/${DAY}/report.md`)
  const before = readFileSync(page, 'utf8')

  appendFileSync(page, 'A remark.\n')
  const edited = filesOf(root)
  const refused = await runDay(night)
  expect(refused.code).toBe(1)
  expect(refused.stderr).toContain(`changed by hand, so it is not overwritten: reports/nightly/${DAY}/report.md`)
  expect(refused.stderr).toContain('restore it with git restore')
  expect(filesOf(root)).toEqual(edited)
  expect(commitsOf(root)).toBe(2)

  git(root, 'commit', '-q', '-a', '-m', 'a remark')
  const committedOver = await runDay(night)
  expect(committedOver.code).toBe(1)
  expect(committedOver.stderr).toContain(`changed by hand, so it is not overwritten: reports/nightly/${DAY}/report.md`)
  expect(readFileSync(page, 'utf8')).toBe(`${before}A remark.\n`)
  git(root, 'revert', '--no-edit', 'HEAD')

  rmSync(page)
  rmSync(join(root, 'reports/README.md'))
  const again = await runDay(night)
  expect(again.code).toBe(0)
  expect(readFileSync(page, 'utf8')).toBe(before)
  expect(status(root)).toEqual([])
  expect(commitsOf(root)).toBe(4)
})

test("somebody else's file at the place of an own one is not overwritten", async () => {
  const night = madeNight()
  writeText(join(night.root, 'reports/README.md'), '# How to read our reports\n')

  const { code, stderr } = await runDay(night)

  expect(code).toBe(1)
  expect(stderr).toContain('changed by hand, so it is not overwritten: reports/README.md')
  expect(status(night.root)).toEqual(['?? reports/README.md'])
})

test.each([true, false])(
  'a README that is no index is left alone, also where it is committed (%j)',
  async (repository) => {
    const files = { 'docs/README.md': '# Our handbook\n' }
    const night = madeNight({ repository, files, config: { publish: { folder: 'docs' } } })
    const before = filesOf(night.root)

    const { code, stdout, stderr } = await runDay(night)

    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toContain('error E8001: this is no index of reports, so it is not overwritten')
    expect(stderr).toContain(join(night.root, 'docs/README.md'))
    expect(filesOf(night.root)).toEqual(before)
  },
)

test('an index that was changed and committed is made anew: what it says is in the reports', async () => {
  const night = madeNight()
  await runDay(night)
  appendFileSync(join(night.root, 'reports/README.md'), '\nA remark.\n')
  git(night.root, 'commit', '-q', '-a', '-m', 'a remark')

  expect(await runDay(night)).toMatchObject({ code: 0 })
  expect(readFileSync(join(night.root, 'reports/README.md'), 'utf8')).not.toContain('A remark')
  expect(status(night.root)).toEqual([])
})

test.each(['reports', 'reports/nightly', `reports/nightly/${DAY}`])(
  'nothing is written through %s where that is a symbolic link, in whatever mode',
  async (link) => {
    const night = madeNight()
    const outside = tempFolder()
    mkdirSync(dirname(join(night.root, link)), { recursive: true })
    symlinkSync(outside, join(night.root, link))
    for (const mode of ['commit', 'files', 'push'] as const) {
      night.writeJob({ ...JOB, publish: { mode } })
      const { code, stderr } = await runDay(night)
      expect(code).toBe(1)
      expect(stderr).toContain('error E8001: reports are not written through a symbolic link')
      expect(stderr).toContain(join(night.root, link))
      expect(readdirSync(outside)).toEqual([])
    }
    expect(treeOf(night.root)).toEqual(['jobs/nightly.json', 'rimuru.config.json'])
  },
)
