import { chmodSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { pushPullRequest } from '../../src/git/pull-request.ts'
import type { PullRequest, PullRequestOptions } from '../../src/git/pull-request.ts'
import { tempFolder, writeText } from '../helpers/folders.ts'
import {
  competingPush,
  contentAt,
  derivedList,
  git,
  madeRemote,
  madeRepository,
  namesIn,
  opened,
  status,
  subjects,
  writeFiles,
} from './repos.ts'

const BRANCH = 'rimuru/daily-report'
const INDEX = 'reports/README.md'
const MESSAGE = 'Report daily-report'
const reportOf = (day: number): string => `reports/daily-report/2026-11-${day}/report.md`

async function propose(
  root: string,
  files: Readonly<Record<string, string>>,
  more: Partial<PullRequestOptions> = {},
): Promise<PullRequest> {
  const paths = writeFiles(root, files)
  return await pushPullRequest(await opened(root), {
    branch: BRANCH,
    remote: 'origin',
    message: MESSAGE,
    paths,
    ...more,
  })
}

describe('a branch for a pull request', () => {
  it('is pushed on top of the default branch; HEAD, index and work tree are as before', async () => {
    const { bare, ours, theirs } = madeRemote({ [INDEX]: 'old\n', 'notes.txt': 'one\n' })
    competingPush(theirs, { 'notes.txt': 'two\n' })
    writeFiles(ours, { 'mine.txt': 'm\n', 'notes.txt': 'mine\n' })
    git(ours, 'add', 'mine.txt')
    git(ours, 'commit', '-qm', 'not pushed')
    const [head, before] = [git(ours, 'rev-parse', 'HEAD'), status(ours)]

    const { commit, address, ignored } = await propose(ours, { [INDEX]: 'new\n', [reportOf(19)]: 'r\n' })

    expect([commit, address, ignored]).toEqual([git(bare, 'rev-parse', BRANCH), null, []])
    expect(subjects(bare, BRANCH)).toEqual([MESSAGE, 'theirs', 'first'])
    expect(namesIn(bare, BRANCH)).toEqual([INDEX, reportOf(19)])
    expect(git(ours, 'rev-parse', 'HEAD')).toBe(head)
    expect(status(ours)).toEqual(before)
    expect(before).toEqual([' M notes.txt'])
    expect(contentAt(ours, INDEX)).toBe('old\n')
    expect(contentAt(ours, 'reports/daily-report')).toBe(null)
    expect(git(ours, 'branch', '--format=%(refname)')).toBe('refs/heads/main')
  })

  it('goes on until it is merged, and then begins anew', async () => {
    const { bare, ours, theirs } = madeRemote()
    await propose(ours, { [reportOf(17)]: '17\n' })
    await propose(ours, { [reportOf(18)]: '18\n' })
    expect(subjects(bare, BRANCH)).toEqual([MESSAGE, MESSAGE, 'first'])
    expect((await propose(ours, { [reportOf(18)]: '18\n' })).commit).toBe(null)
    expect(status(ours)).toEqual([])
    git(theirs, 'pull', '-q', 'origin', BRANCH)
    competingPush(theirs, { 'notes.txt': 'two\n' }, 'merged, and more')
    await propose(ours, { [reportOf(19)]: '19\n' })
    expect(subjects(bare, BRANCH)).toEqual([MESSAGE, 'merged, and more', MESSAGE, MESSAGE, 'first'])
    expect(namesIn(bare, BRANCH)).toEqual([reportOf(19)])
  })

  it('begins anew when it was squashed', async () => {
    const { bare, ours, theirs } = madeRemote()
    await propose(ours, { [reportOf(17)]: '17\n' })
    await propose(ours, { [reportOf(18)]: '18\n' })
    competingPush(theirs, { [reportOf(17)]: '17\n', [reportOf(18)]: '18\n' }, 'squashed')
    await propose(ours, { [reportOf(19)]: '19\n' })
    expect(subjects(bare, BRANCH)).toEqual([MESSAGE, 'squashed', 'first'])
  })

  it('has what is made of its files made anew for it, whatever the work tree has', async () => {
    const { bare, ours, theirs } = madeRemote()
    const derived = derivedList(ours, INDEX)
    const list = (): string => git(bare, 'show', `${BRANCH}:${INDEX}`)
    await propose(ours, { [INDEX]: 'of the work tree\n', [reportOf(17)]: '17\n' }, { derived })
    await propose(ours, { [INDEX]: 'of the work tree\n', [reportOf(18)]: '18\n' }, { derived })
    expect(list()).toBe('daily-report/2026-11-17/report.md 17\ndaily-report/2026-11-18/report.md 18')
    const again = await propose(ours, { [INDEX]: 'another\n', [reportOf(17)]: '17\n' }, { derived })
    expect(again.commit).toBe(null)

    // Squashed, and the list has grown there by the reports of another.
    const merged = { [reportOf(17)]: '17\n', [reportOf(18)]: '18\n', 'reports/other/report.md': 'o\n' }
    competingPush(theirs, { ...merged, [INDEX]: 'longer\n' }, 'squashed')
    await propose(ours, { [INDEX]: 'of the work tree\n', [reportOf(19)]: '19\n' }, { derived })
    expect(subjects(bare, BRANCH)).toEqual([MESSAGE, 'squashed', 'first'])
    expect(list().split('\n')).toEqual([
      'daily-report/2026-11-17/report.md 17',
      'daily-report/2026-11-18/report.md 18',
      'daily-report/2026-11-19/report.md 19',
      'other/report.md o',
    ])
    expect(status(ours)).toEqual([])
  })

  it('names the address that the remote printed', async () => {
    const { bare, ours } = madeRemote()
    const hook = '#!/bin/sh\n"Create a pull request by visiting:" >&2\necho "  https://example.com/new/rimuru" >&2\n'
    chmodSync(writeText(join(bare, 'hooks', 'post-receive'), hook), 0o755)
    expect((await propose(ours, { [reportOf(19)]: 'r\n' })).address).toBe('https://example.com/new/rimuru')
  })

  it('is based on HEAD when the remote is empty, and works on a detached HEAD', async () => {
    const ours = madeRepository()
    const bare = join(tempFolder(), 'empty.git')
    git(ours, 'init', '-q', '--bare', bare)
    git(ours, 'remote', 'add', 'origin', bare)
    git(ours, 'checkout', '-q', '--detach')
    await propose(ours, { [reportOf(19)]: 'r\n' })
    expect(subjects(bare, BRANCH)).toEqual([MESSAGE, 'first'])
    expect(status(ours)).toEqual([])
  })

  it('follows when somebody pushes to it meanwhile', async () => {
    const { bare, ours, theirs } = madeRemote()
    git(theirs, 'switch', '-q', '-c', BRANCH)
    // The first fetch is overtaken.
    const script = writeText(
      join(bare, 'upload.sh'),
      `#!/bin/sh\ngit-upload-pack "$@"; cd "${theirs}" && [ ! -e .git/done ] && touch .git/done && git -c user.name=A -c user.email=a@b commit -q --allow-empty -m faster && git push -q origin HEAD\nexit 0\n`,
    )
    chmodSync(script, 0o755)
    git(ours, 'config', 'remote.origin.uploadpack', script)
    await propose(ours, { [reportOf(19)]: 'r\n' })
    expect(subjects(bare, BRANCH)).toEqual([MESSAGE, 'faster', 'first'])
  })

  it('keeps the files here when the push fails', async () => {
    const { bare, ours } = madeRemote()
    chmodSync(writeText(join(bare, 'hooks', 'pre-receive'), '#!/bin/sh\nexit 1\n'), 0o755)
    await expect(propose(ours, { [reportOf(19)]: 'r\n' })).rejects.toMatchObject({
      message: `origin refused the push to ${BRANCH}: pre-receive hook declined`,
    })
    expect(contentAt(ours, reportOf(19))).toBe('r\n')
    rmSync(join(bare, 'hooks', 'pre-receive'))
    expect((await propose(ours, { [reportOf(19)]: 'r\n' })).commit).not.toBe(null)
  })

  it('is not the default branch itself', async () => {
    const { ours } = madeRemote()
    await expect(propose(ours, { [reportOf(19)]: 'r\n' }, { branch: 'main' })).rejects.toMatchObject({
      code: 'E8001',
      message: 'main is the default branch of origin',
      hint: 'name another one in publish.branch',
    })
  })
})
