import { once } from 'node:events'
import { chmodSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { commitPaths } from '../../src/git/commit.ts'
import { pushBranch } from '../../src/git/push.ts'
import type { PushOptions } from '../../src/git/push.ts'
import { tempFolder, writeText } from '../helpers/folders.ts'
import {
  competingPush,
  contentAt,
  derivedList,
  git,
  madeRemote,
  madeRepository,
  opened,
  status,
  subjects,
  writeFiles,
} from './repos.ts'

const REPORT = 'reports/daily-report/2026-11-19/report.md'
const INDEX = 'reports/README.md'
const MESSAGE = 'Report daily-report of 2026-11-19'

const optionsOf = (root: string, more: Partial<PushOptions> = {}): PushOptions => ({
  remote: 'origin',
  paths: [join(root, 'reports')],
  ...more,
})

async function commit(
  root: string,
  files: Readonly<Record<string, string>>,
  message = MESSAGE,
): Promise<string | null> {
  const paths = writeFiles(root, files)
  const identity = { name: 'night', email: 'night@example.com' }
  const date = new Date('2026-11-20T02:00:00Z')
  return (await commitPaths(await opened(root), { paths, message, identity, date })).commit
}

describe('a push', () => {
  it('brings the commit to the remote, also when it is the work of a run that was killed before', async () => {
    const { bare, ours } = madeRemote()
    const id = await commit(ours, { [REPORT]: 'r\n' })
    const repository = await opened(ours)
    expect(await pushBranch(repository, optionsOf(ours))).toEqual({ isPushed: true, commit: id })
    expect(git(bare, 'rev-parse', 'main')).toBe(id)
    expect(await pushBranch(repository, optionsOf(ours))).toEqual({ isPushed: false, commit: id })
  })

  it("leaves somebody's own commits here when none of the reports waits", async () => {
    const { bare, ours } = madeRemote()
    writeFiles(ours, { 'notes.txt': 'two\n' })
    git(ours, 'commit', '-qam', 'not ready')
    const { isPushed } = await pushBranch(await opened(ours), optionsOf(ours))
    expect(isPushed).toBe(false)
    expect(subjects(bare, 'main')).toEqual(['first'])
  })

  it('makes the branch of an empty remote, and of one that was never asked', async () => {
    const ours = madeRepository()
    const bare = join(tempFolder(), 'empty.git')
    git(ours, 'init', '-q', '--bare', bare)
    git(ours, 'remote', 'add', 'origin', bare)
    await commit(ours, { [REPORT]: 'r\n' })
    expect((await pushBranch(await opened(ours), optionsOf(ours))).isPushed).toBe(true)
    expect(subjects(bare, 'main')).toEqual([MESSAGE, 'first'])
    git(ours, 'update-ref', '-d', 'refs/remotes/origin/main')
    expect((await pushBranch(await opened(ours), optionsOf(ours))).isPushed).toBe(false)
  })

  it('goes to the branch that the local one follows', async () => {
    const { bare, ours } = madeRemote()
    git(bare, 'branch', 'nightly', 'main')
    git(ours, 'fetch', '-q')
    git(ours, 'branch', '-q', '--set-upstream-to', 'origin/nightly')
    await commit(ours, { [REPORT]: 'r\n' })
    await pushBranch(await opened(ours), optionsOf(ours))
    expect(subjects(bare, 'nightly')).toEqual([MESSAGE, 'first'])
    expect(subjects(bare, 'main')).toEqual(['first'])
  })
})

describe('a competing push', () => {
  it('is followed by our commits, with their authors and dates, and its files appear here', async () => {
    const { bare, ours, theirs } = madeRemote({ 'notes.txt': 'one\n', 'old.txt': 'o\n', 'local.txt': 'l\n' })
    rmSync(join(theirs, 'old.txt'))
    const other = competingPush(theirs, { 'notes.txt': 'two\n', 'new/file.txt': 'n\n' })
    await commit(ours, { [REPORT]: 'r\n' })
    await commit(ours, { [INDEX]: 'i\n' }, 'Index\n\nof reports')
    writeFiles(ours, { 'local.txt': 'changed\n', 'staged.txt': 's\n', 'untracked.txt': 'u\n' })
    git(ours, 'add', 'staged.txt')
    const before = status(ours)

    const pushed = await pushBranch(await opened(ours), optionsOf(ours))

    expect(pushed).toEqual({ isPushed: true, commit: git(ours, 'rev-parse', 'HEAD') })
    expect(git(bare, 'rev-parse', 'main')).toBe(pushed.commit)
    expect(git(ours, 'rev-parse', 'HEAD~2')).toBe(other)
    expect(git(ours, 'log', '-2', '--format=%an %at %cn %ct %B')).toBe(
      `night 1795140000 night 1795140000 Index\n\nof reports\n\nnight 1795140000 night 1795140000 ${MESSAGE}\n`,
    )
    expect(contentAt(ours, 'notes.txt')).toBe('two\n')
    expect(contentAt(ours, 'new/file.txt')).toBe('n\n')
    expect(contentAt(ours, 'old.txt')).toBe(null)
    expect(contentAt(ours, REPORT)).toBe('r\n')
    expect(before.toSorted()).toEqual([' M local.txt', '?? untracked.txt', 'A  staged.txt'])
    expect(status(ours)).toEqual(before)
    expect(git(ours, 'symbolic-ref', 'HEAD')).toBe('refs/heads/main')
  })

  it('may come again and again, up to the last attempt', async () => {
    const { bare, ours, theirs } = madeRemote()
    await commit(ours, { [REPORT]: 'r\n' })
    const before = git(ours, 'rev-parse', 'HEAD')
    competingPush(theirs, { 'notes.txt': 'two\n' })
    // Whenever somebody fetches, the other is faster again.
    writeFiles(bare, { count: '0\n' })
    const script = writeText(
      join(bare, 'upload.sh'),
      `#!/bin/sh\ngit-upload-pack "$@"; cd "${theirs}" && git -c user.name=A -c user.email=a@b commit -q --allow-empty -m faster && git push -q && echo x >> "${bare}/count"\n`,
    )
    chmodSync(script, 0o755)
    git(ours, 'config', 'remote.origin.uploadpack', script)
    await expect(pushBranch(await opened(ours), optionsOf(ours, { attempts: 3 }))).rejects.toMatchObject({
      code: 'E8001',
      message: 'origin/main moved during each of 3 attempts to push',
      hint: 'the commit is kept and goes out with the next run',
    })
    expect(contentAt(bare, 'count')).toBe('0\nx\nx\n')
    expect(git(ours, 'rev-parse', 'HEAD')).toBe(before)
    expect(contentAt(ours, 'notes.txt')).toBe('one\n')
    git(ours, 'config', '--unset', 'remote.origin.uploadpack')
    expect((await pushBranch(await opened(ours), optionsOf(ours))).isPushed).toBe(true)
    expect(subjects(bare, 'main')).toEqual([MESSAGE, 'faster', 'faster', 'theirs', 'first'])
    expect(status(ours)).toEqual([])
  })

  it('that changed what is changed here stops it, with everything as it was', async () => {
    const { bare, ours, theirs } = madeRemote()
    competingPush(theirs, { 'notes.txt': 'two\n' })
    await commit(ours, { [REPORT]: 'r\n' })
    writeFiles(ours, { 'notes.txt': 'mine\n' })
    const before = git(ours, 'rev-parse', 'HEAD')
    const refused = {
      code: 'E8001',
      message: 'the remote changed notes.txt, which has changes here that are not committed',
      where: ours,
    }
    await expect(pushBranch(await opened(ours), optionsOf(ours))).rejects.toMatchObject(refused)
    git(ours, 'add', 'notes.txt')
    await expect(pushBranch(await opened(ours), optionsOf(ours))).rejects.toMatchObject(refused)
    expect(git(ours, 'rev-parse', 'HEAD')).toBe(before)
    expect(status(ours)).toEqual(['M  notes.txt'])
    expect(subjects(bare, 'main')).toEqual(['theirs', 'first'])
  })

  it('that brings a file which is untracked here stops it too', async () => {
    const { ours, theirs } = madeRemote()
    competingPush(theirs, { 'new.txt': 'theirs\n' })
    await commit(ours, { [REPORT]: 'r\n' })
    writeFiles(ours, { 'new.txt': 'mine\n' })
    await expect(pushBranch(await opened(ours), optionsOf(ours))).rejects.toMatchObject({
      message: 'the remote changed new.txt, which has changes here that are not committed',
    })
    expect(contentAt(ours, 'new.txt')).toBe('mine\n')
  })

  it.each([
    ['with other files', ['commit', '-q', '-m', 'mine', '-a']],
    ['without files', ['commit', '-q', '-m', 'mine', '--allow-empty']],
    ['that merges', ['merge', '-q', '--no-ff', '-m', 'mine', 'side']],
  ])("is not followed by somebody else's commit %s", async (_, command) => {
    const { ours, theirs } = madeRemote({ 'notes.txt': 'one\n', 'own.txt': 'o\n' })
    git(ours, 'switch', '-q', '-c', 'side')
    git(ours, 'commit', '-q', '--allow-empty', '-m', 'side')
    git(ours, 'switch', '-q', 'main')
    competingPush(theirs, { 'notes.txt': 'two\n' })
    writeFiles(ours, { 'own.txt': 'O\n' })
    git(ours, ...command)
    const mine = git(ours, 'rev-parse', 'HEAD')
    await commit(ours, { [REPORT]: 'r\n' })
    await expect(pushBranch(await opened(ours), optionsOf(ours))).rejects.toMatchObject({
      message: expect.stringMatching(
        /^the commits cannot go on top of origin\/main: commit [0-9a-f]{10} is not one of the reports alone$/,
      ) as string,
      hint: 'bring the branch up to date with git pull --rebase, then run the job again',
    })
    expect(git(ours, 'rev-parse', 'HEAD~1')).toBe(mine)
  })

  it('that changed the same file stops it, unless it is made anew of what both have', async () => {
    const { bare, ours, theirs } = madeRemote({ [INDEX]: 'old\n' })
    competingPush(theirs, { [INDEX]: 'theirs\n', 'reports/other/report.md': 'o\n' })
    await commit(ours, { [INDEX]: 'ours\n', [REPORT]: 'r\n' })
    await expect(pushBranch(await opened(ours), optionsOf(ours))).rejects.toMatchObject({
      message: `the commits cannot go on top of origin/main: both changed ${INDEX}`,
    })
    await pushBranch(await opened(ours), optionsOf(ours, { derived: derivedList(ours, INDEX) }))
    expect(git(bare, 'show', `main:${INDEX}`)).toBe('daily-report/2026-11-19/report.md r\nother/report.md o')
    expect(subjects(bare, 'main')).toEqual([MESSAGE, 'theirs', 'first'])
    expect(status(ours)).toEqual([])
  })

  it('may be our own, by a run that was killed before it could move the branch', async () => {
    const { bare, ours, theirs } = madeRemote()
    await commit(ours, { [REPORT]: 'r\n' })
    const before = git(ours, 'rev-parse', 'HEAD')
    competingPush(theirs, { 'notes.txt': 'two\n' })
    const { commit: pushed } = await pushBranch(await opened(ours), optionsOf(ours))
    git(ours, 'reset', '-q', '--hard', before)
    expect(await pushBranch(await opened(ours), optionsOf(ours))).toEqual({ isPushed: true, commit: pushed })
    expect(git(ours, 'rev-parse', 'HEAD')).toBe(pushed)
    expect(git(bare, 'rev-parse', 'main')).toBe(pushed)
    expect(contentAt(ours, 'notes.txt')).toBe('two\n')
    expect(status(ours)).toEqual([])
  })

  it('is followed in a shallow clone too', async () => {
    const { bare, theirs } = madeRemote()
    competingPush(theirs, { 'notes.txt': 'two\n' })
    const shallow = join(tempFolder(), 'shallow')
    git(bare, 'clone', '-q', '--depth', '1', `file://${bare}`, shallow)
    competingPush(theirs, { 'notes.txt': 'three\n' })
    await commit(shallow, { [REPORT]: 'r\n' })
    expect((await pushBranch(await opened(shallow), optionsOf(shallow))).isPushed).toBe(true)
    expect(subjects(bare, 'main')).toEqual([MESSAGE, 'theirs', 'theirs', 'first'])
    expect(contentAt(shallow, 'notes.txt')).toBe('three\n')
  })
})

describe('a repository of nothing but reports', () => {
  it('is pushed, on top of what others have pushed', async () => {
    const { bare, ours, theirs } = madeRemote()
    competingPush(theirs, { 'other/report.md': 'o\n' })
    await commit(ours, { 'daily-report/report.md': 'r\n' })
    expect((await pushBranch(await opened(ours), optionsOf(ours, { paths: [ours] }))).isPushed).toBe(true)
    expect(subjects(bare, 'main')).toEqual([MESSAGE, 'theirs', 'first'])
  })
})

describe('a push that cannot be', () => {
  it('says that there is no such remote', async () => {
    const ours = madeRepository()
    await commit(ours, { [REPORT]: 'r\n' })
    await expect(pushBranch(await opened(ours), optionsOf(ours))).rejects.toMatchObject({
      code: 'E8001',
      message: 'there is no remote origin',
      where: ours,
      hint: 'add it with git remote add origin ADDRESS, or name another one in publish.remote',
    })
  })

  it('says what the remote said when it refuses', async () => {
    const { bare, ours } = madeRemote()
    await commit(ours, { [REPORT]: 'r\n' })
    chmodSync(writeText(join(bare, 'hooks', 'pre-receive'), '#!/bin/sh\necho "main is protected" >&2; exit 1\n'), 0o755)
    await expect(pushBranch(await opened(ours), optionsOf(ours))).rejects.toMatchObject({
      message: 'origin refused the push to main: pre-receive hook declined',
      hint: "allow it there, or publish with mode: 'pull-request'",
    })
  })

  it('asks nobody for a password', async () => {
    const { ours } = madeRemote()
    await commit(ours, { [REPORT]: 'r\n' })
    const server = createServer((_, response) => response.writeHead(401, { 'WWW-Authenticate': 'Basic' }).end())
    onTestFinished(() => void server.close())
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    git(ours, 'remote', 'set-url', 'origin', `${address}/shared.git`)
    vi.stubEnv('GIT_ASKPASS', 'sleep 60; echo')
    await expect(pushBranch(await opened(ours), optionsOf(ours))).rejects.toMatchObject({
      code: 'E8001',
      message: `git push failed: could not read Username for '${address}': terminal prompts disabled`,
      hint: 'check that git fetch origin and git push origin work here without asking anything',
    })
  })

  it('runs no hook of the repository unless asked', async () => {
    const { bare, ours } = madeRemote()
    await commit(ours, { [REPORT]: 'r\n' })
    chmodSync(
      writeText(join(ours, '.git', 'hooks', 'pre-push'), '#!/bin/sh\necho "error: not at night" >&2; exit 1\n'),
      0o755,
    )
    await expect(pushBranch(await opened(ours), optionsOf(ours, { hooks: true }))).rejects.toMatchObject({
      message: 'git push failed: not at night',
    })
    await pushBranch(await opened(ours), optionsOf(ours))
    expect(subjects(bare, 'main')).toEqual([MESSAGE, 'first'])
  })
})
