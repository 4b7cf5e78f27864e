import { chmodSync, readFileSync, rmSync } from 'node:fs'
import { hostname } from 'node:os'
import { join, relative } from 'node:path'
import { expect, test } from 'vitest'
import { namesIn, subjects } from '../git/repos.ts'
import { runCli } from '../helpers/cli.ts'
import { tempFolder, writeText } from '../helpers/folders.ts'
import { demoHome, recordOf } from '../helpers/homes.ts'
import { commitsOf, contentsOf, DAY, filesOf, git, JOB, madeNight, runDay, status, treeOf } from './night.ts'
import type { Night } from './night.ts'

const EXPORTS = ['markdown', 'html', 'json', { plugin: 'csv', data: 'costs' }] as const

/** Whose usage it is belongs to each request; without these it would be the machine and the account of the test. */
const OWNER = { host: 'laptop', user: 'dev' }

const madeDemo = (): Night =>
  madeNight({ home: demoHome(), config: OWNER, job: { period: 'yesterday', export: EXPORTS } })

/** What somebody else is at work on: a new file, a changed one, a staged one. */
function workOfOthers({ root }: Night): string[] {
  writeText(join(root, 'notes.txt'), 'first\n')
  writeText(join(root, 'plan.txt'), 'first\n')
  git(root, 'add', 'notes.txt', 'plan.txt')
  git(root, 'commit', '-q', '-m', 'of others')
  writeText(join(root, 'notes.txt'), 'changed\n')
  writeText(join(root, 'plan.txt'), 'staged\n')
  git(root, 'add', 'plan.txt')
  writeText(join(root, 'plan.txt'), 'staged, then changed\n')
  writeText(join(root, 'new.txt'), 'untracked\n')
  writeText(join(root, 'reports/mine.txt'), 'in the folder of the reports\n')
  return status(root)
}

test('a night makes one commit of its own files, the same night again none, and late data one of what changed', async () => {
  const night = madeDemo()
  const { root, home } = night
  const before = workOfOthers(night)

  const first = await runDay(night)
  const written = filesOf(join(root, 'reports'))
  const own = namesIn(root)
  const reports = treeOf(root).filter((path) => path.startsWith('reports/'))

  expect(first).toMatchObject({ code: 0 })
  expect(first.stdout).toContain(`reports/nightly/${DAY}/report.md`)
  for (const name of ['report.md', 'report.html', 'report.json', 'costs.csv', 'report-daily-cost.svg', 'run.json'])
    expect(own).toContain(`reports/nightly/${DAY}/${name}`)
  expect(own).toContain('reports/README.md')
  expect([...own, 'reports/mine.txt'].toSorted()).toEqual(reports.toSorted())
  expect(subjects(root)[0]).toMatch(/^nightly: 2026-11-19, \$\d+\.\d\d$/)
  expect(git(root, 'log', '-1', '--format=%an <%ae>|%cn <%ce>')).toBe(
    'rimuru <rimuru@localhost>|rimuru <rimuru@localhost>',
  )
  expect(commitsOf(root)).toBe(3)
  expect(status(root)).toEqual(before)
  expect(git(root, 'diff', '--cached', '--name-only')).toBe('plan.txt')

  const second = await runDay(night)
  expect(second).toMatchObject({ code: 0, stdout: first.stdout })
  expect(commitsOf(root)).toBe(3)
  expect(filesOf(join(root, 'reports'))).toEqual(written)

  writeText(join(home, '.claude/projects/-work/late.jsonl'), `${recordOf({ time: `${DAY}T23:00:00.000Z` }, 1)}\n`)
  const third = await runDay(night)
  const after = filesOf(join(root, 'reports'))
  const changed = Object.keys(after).filter((name) => after[name] !== written[name])
  expect(third.code).toBe(0)
  expect(commitsOf(root)).toBe(4)
  expect(namesIn(root).toSorted()).toEqual(changed.map((name) => `reports/${name}`).toSorted())
  expect(changed).toContain(`nightly/${DAY}/costs.csv`)
  expect(status(root)).toEqual(before)
})

test('what is committed follows from the usage alone: not from the run, the machine, the clock or the place', async () => {
  const [one, other] = [madeDemo(), madeDemo()]

  const [first] = await Promise.all([runDay(one), runDay(other)])
  const files = contentsOf(join(one.root, 'reports'))

  expect(first.code).toBe(0)
  expect(contentsOf(join(other.root, 'reports'))).toEqual(files)
  const text = Object.values(files).join('\n')
  const today = new Date().toISOString().slice(0, 10)
  const host = new RegExp(String.raw`\b${hostname()}\b`)
  for (const volatile of [one.root, one.home, one.state, host, today, 'run_id', 'wall_seconds', '"ms"', '/tmp/'])
    expect(text).not.toMatch(volatile)
  expect(text).toContain(DAY)
})

test('outside of a repository there are files, and the run says that nothing is committed', async () => {
  const night = madeNight({ repository: false })

  const { code, stderr } = await runDay(night)

  expect(code).toBe(0)
  expect(stderr).toContain('files only: it is not in a git repository')
  const files = treeOf(night.root)
  for (const name of ['README.md', `nightly/${DAY}/report.md`, `nightly/${DAY}/costs.csv`, `nightly/${DAY}/run.json`])
    expect(files).toContain(`reports/${name}`)
})

test('files only, and --no-publish, write and commit nothing; the next run that publishes commits them', async () => {
  const night = madeNight({ job: { period: 'yesterday', export: ['markdown'], publish: { mode: 'files' } } })

  const filesOnly = await runDay(night)
  expect(filesOnly).toMatchObject({ code: 0, stderr: expect.stringContaining('files only') })
  night.writeJob({ period: 'yesterday', export: ['markdown'] })
  const notAsked = await runDay(night, '--no-publish')
  expect(notAsked).toMatchObject({ code: 0, stderr: expect.stringContaining('not asked for (--no-publish)') })
  expect(commitsOf(night.root)).toBe(1)

  const asked = await runDay(night)
  expect(asked.code).toBe(0)
  expect(commitsOf(night.root)).toBe(2)
  expect(status(night.root)).toEqual([' M jobs/nightly.json'])
})

test('a folder that git ignores is written, and the run says that it is not committed', async () => {
  const night = madeNight()
  writeText(join(night.root, '.gitignore'), 'reports/\n')
  git(night.root, 'add', '-A')
  git(night.root, 'commit', '-q', '-m', 'ignore')

  const { code, stderr } = await runDay(night)

  expect(code).toBe(0)
  const written = treeOf(night.root).filter((path) => path.startsWith('reports/'))
  expect(stderr).toContain(`nothing to commit, ${written.length} files are ignored by git`)
  expect(commitsOf(night.root)).toBe(2)
  expect(status(night.root)).toEqual([])
})

test('an export that the job no longer has is removed, and its removal committed', async () => {
  const night = madeNight()
  const { root } = night
  await runDay(night)
  night.writeJob({ period: 'yesterday', export: ['markdown'] })

  const { code } = await runDay(night)

  expect(code).toBe(0)
  expect(git(root, 'show', '--format=', '--name-status').split('\n')).toContain(`D\treports/nightly/${DAY}/costs.csv`)
  expect(status(root)).toEqual([' M jobs/nightly.json'])
  expect(contentsOf(join(root, 'reports'))).not.toHaveProperty(`nightly/${DAY}/costs.csv`)
})

/** A hook that formats what is staged, as lint-staged does, and then ends as it is told. */
function formatting({ root }: Night, end: string): void {
  const script = `#!/bin/sh
for file in $(git diff --cached --name-only --diff-filter=AM | grep '\\.md$'); do printf '\n' >> "$file"; git add "$file"; done
${end}
`
  chmodSync(writeText(join(root, '.git/hooks/pre-commit'), script), 0o755)
}

test('what a hook makes of the files is no change by hand: the same night again commits nothing, the next one its own', async () => {
  const job = { period: 'month-to-date', export: ['markdown'], publish: { hooks: true } } as const
  const night = madeNight({ job })
  formatting(night, 'exit 0')

  expect(await runDay(night)).toMatchObject({ code: 0 })
  expect(readFileSync(join(night.root, 'reports/nightly/2026-11/report.md'), 'utf8')).toMatch(/\n\n$/)
  const again = await runDay(night)
  expect(again).toMatchObject({ code: 0, stderr: expect.stringContaining('nothing to commit') })
  expect(commitsOf(night.root)).toBe(2)
  expect(status(night.root)).toEqual([])

  const clone = tempFolder()
  git(night.root, 'clone', '-q', night.root, clone)
  const elsewhere = await runCli(['run', 'nightly', '--date', '2026-11-20'], {
    ...night.options,
    cwd: clone,
    state: tempFolder(),
  })
  expect(elsewhere).toMatchObject({ code: 0 })
  expect(commitsOf(clone)).toBe(3)
})

test('a hook that formats and then refuses is what the next run complains of, not its files', async () => {
  const night = madeNight({ job: { ...JOB, publish: { hooks: true } } })
  formatting(night, 'exit 1')

  expect((await runDay(night)).stderr).toContain('the pre-commit hook refused the commit')
  expect((await runDay(night)).stderr).toContain('the pre-commit hook refused the commit')
  rmSync(join(night.root, '.git/hooks/pre-commit'))
  expect(await runDay(night)).toMatchObject({ code: 0 })
  expect(status(night.root)).toEqual([])
})

test.each([
  ['* text eol=crlf\n', 'report.md', /\r\n/],
  ['* text=auto eol=lf\n', 'costs.csv', /[^\r]\n/],
])(
  'line ends that git has changed by %j are no change by hand, whoever has written the files',
  async (rule, name, ends) => {
    const night = madeNight({ files: { '.gitattributes': rule } })
    await runDay(night)
    const clone = tempFolder()
    git(night.root, 'clone', '-q', night.root, clone)
    expect(readFileSync(join(clone, `reports/nightly/${DAY}`, name), 'utf8')).toMatch(ends)

    for (const state of [night.state, tempFolder()]) {
      git(clone, 'checkout', '-q', '-f', 'HEAD')
      const again = await runCli(['run', 'nightly', '--date', DAY], { ...night.options, cwd: clone, state })
      expect(again).toMatchObject({ code: 0, stderr: expect.stringContaining('nothing to commit') })
      expect(status(clone)).toEqual([])
    }
  },
)

test('a folder whose name begins with a colon is committed, and pushed, like any other', async () => {
  const folder = ':(glob)a'
  const night = madeNight({ job: { ...JOB, publish: { mode: 'push', folder } } })
  const bare = join(tempFolder(), 'shared.git')
  git(night.root, 'clone', '-q', '--bare', night.root, bare)
  git(night.root, 'remote', 'add', 'origin', bare)

  expect(await runDay(night)).toMatchObject({ code: 0, stderr: expect.stringContaining('pushed') })
  expect(namesIn(bare, 'main')).toContain(`${folder}/nightly/${DAY}/report.md`)
  expect(await runDay(night)).toMatchObject({ code: 0, stderr: expect.stringContaining('nothing to push') })
})

test('a commit has the author that the config names', async () => {
  const author = { name: 'Reports', email: 'reports@example.com' }
  const night = madeNight({ config: { publish: { author } } })

  await runDay(night)

  expect(git(night.root, 'log', '-1', '--format=%an <%ae>')).toBe('Reports <reports@example.com>')
})

test('the state may be named from the folder one is in, although exporters work in folders of their own', async () => {
  const night = madeNight()
  const { code, stderr } = await runCli(['run', 'nightly', '--date', DAY], {
    ...night.options,
    state: relative(night.root, night.state),
  })
  expect(code, stderr).toBe(0)
  expect(subjects(night.root)).toHaveLength(2)
})
