import { chmodSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { commitPaths } from '../../src/git/commit.ts'
import { tempFolder, writeText } from '../helpers/folders.ts'
import {
  contentAt,
  emptyRepository,
  git,
  madeRepository,
  namesIn,
  opened,
  status,
  subjects,
  writeFiles,
} from './repos.ts'

const REPORT = 'reports/daily-report/2026-11-19/report.md'
const INDEX = 'reports/README.md'

const DATE = new Date('2026-11-20T02:00:00Z')
const options = { message: 'Report daily-report of 2026-11-19', date: DATE }

describe('a commit of own paths', () => {
  it('holds exactly these, and leaves what others staged, changed or left untracked as it was', async () => {
    const root = madeRepository({ 'staged.txt': 'a\n', 'changed.txt': 'b\n', 'gone.txt': 'c\n' })
    writeFiles(root, { 'staged.txt': 'A\n', 'changed.txt': 'B\n', 'new.txt': 'n\n', 'added.txt': 'n\n' })
    git(root, 'add', 'staged.txt', 'added.txt')
    rmSync(join(root, 'gone.txt'))
    const before = status(root)
    const paths = writeFiles(root, { [REPORT]: '# 1\n', [INDEX]: 'index\n' })

    const { commit, ignored } = await commitPaths(await opened(root), { ...options, paths })

    expect(commit).toBe(git(root, 'rev-parse', 'HEAD'))
    expect(ignored).toEqual([])
    expect(namesIn(root)).toEqual([INDEX, REPORT])
    expect(status(root)).toEqual(before)
    expect(before).toEqual(['A  added.txt', ' M changed.txt', ' D gone.txt', 'M  staged.txt', '?? new.txt'])
    expect(git(root, 'log', '-1', '--format=%an <%ae> %at %cn <%ce> %ct%n%B')).toBe(
      'rimuru <rimuru@localhost> 1795140000 rimuru <rimuru@localhost> 1795140000\nReport daily-report of 2026-11-19\n',
    )
  })

  it('has the same id for the same files, parent and date', async () => {
    const commits = await Promise.all(
      [emptyRepository(), emptyRepository()].map(async (root) => {
        const paths = writeFiles(root, { [INDEX]: 'i\n', [REPORT]: 'r\n' })
        return await commitPaths(await opened(root), {
          ...options,
          paths: root.endsWith('x') ? paths : paths.toReversed(),
        })
      }),
    )
    expect(commits[0]!.commit).toMatch(/^[0-9a-f]{40}$/)
    expect(commits[0]).toEqual(commits[1])
  })

  it('is the first one of an empty repository', async () => {
    const root = emptyRepository()
    const paths = writeFiles(root, { [REPORT]: 'r\n' })
    const repository = await opened(root)
    expect(repository).toMatchObject({ head: null, branch: 'main', obstacle: null })
    await commitPaths(repository, { ...options, paths })
    expect(subjects(root)).toEqual([options.message])
    expect(status(root)).toEqual([])
  })

  it('is not made when nothing changed, nor of no files in an empty repository', async () => {
    const root = emptyRepository()
    const gone = join(root, 'reports/gone.md')
    expect((await commitPaths(await opened(root), { ...options, paths: [gone] })).commit).toBe(null)
    const paths = writeFiles(root, { [REPORT]: 'r\n' })
    const { commit } = await commitPaths(await opened(root), { ...options, paths })
    expect(await commitPaths(await opened(root), { ...options, paths })).toEqual({ commit: null, ignored: [] })
    expect(git(root, 'rev-parse', 'HEAD')).toBe(commit)
  })

  it('removes the paths that are not there', async () => {
    const root = madeRepository({ 'reports/old.md': 'o\n', 'reports/kept.md': 'k\n' })
    rmSync(join(root, 'reports/old.md'))
    await commitPaths(await opened(root), { ...options, paths: [join(root, 'reports/old.md')] })
    expect(git(root, 'ls-files')).toBe('reports/kept.md')
    expect(git(root, 'ls-tree', '-r', '--name-only', 'HEAD')).toBe('reports/kept.md')
    expect(status(root)).toEqual([])
  })

  it('takes names with spaces, umlauts, quotes and what a pattern would be', async () => {
    const root = madeRepository({ 'reports/a.md': 'a\n' })
    writeFiles(root, { 'reports/a.md': 'changed by somebody\n' })
    const names = ['reports/"quoted".md', 'reports/*.md', 'reports/a b.md', "reports/it's.md", 'reports/Über.md']
    const paths = writeFiles(root, Object.fromEntries(names.map((name) => [name, `${name}\n`])))
    await commitPaths(await opened(root), { ...options, paths })
    expect(git(root, 'show', '-z', '--format=', '--name-only', 'HEAD').split('\0').filter(Boolean).sort()).toEqual(
      names.toSorted(),
    )
    expect(status(root)).toEqual([' M reports/a.md'])
  })

  it('works in a linked worktree, in a folder below the root, and through a link that leads to the repository', async () => {
    const root = madeRepository()
    const linked = join(tempFolder(), 'linked')
    git(root, 'worktree', 'add', '-q', '-b', 'night', linked)
    const repository = await opened(join(linked, 'reports', 'not', 'there', 'yet'))
    expect(repository).toMatchObject({ root: linked, branch: 'night' })
    await commitPaths(repository, { ...options, paths: writeFiles(linked, { [REPORT]: 'r\n' }) })
    expect(subjects(linked)).toEqual([options.message, 'first'])
    expect(subjects(root)).toEqual(['first'])
    expect(status(linked)).toEqual([])

    const link = join(tempFolder(), 'link')
    symlinkSync(root, link)
    await commitPaths(await opened(link), { ...options, paths: writeFiles(link, { [REPORT]: 'r\n' }) })
    expect(namesIn(root)).toEqual([REPORT])
    expect(status(root)).toEqual([])
  })

  it('stores texts as git add would', async () => {
    const root = madeRepository({ 'reports/old.csv': 'a\r\n' })
    git(root, 'config', 'core.autocrlf', 'true')
    git(root, 'config', 'core.safecrlf', 'true')
    const paths = writeFiles(root, {
      'reports/new.csv': 'a\r\nb\r\n',
      'reports/old.csv': 'a\r\nb\r\n',
      [REPORT]: 'r\n',
    })
    await commitPaths(await opened(root), { ...options, paths })
    expect(git(root, 'cat-file', '-p', 'HEAD:reports/new.csv')).toBe('a\nb')
    expect(git(root, 'cat-file', '-p', 'HEAD:reports/old.csv')).toBe('a\r\nb\r')
    expect(status(root)).toEqual([])
    expect((await commitPaths(await opened(root), { ...options, paths })).commit).toBe(null)
  })

  it('takes names that git would take for patterns', async () => {
    const root = madeRepository({ '.gitignore': '*.svg\n' })
    const names = [':(glob)a/report.md', ':/report.md', 'a*b/report.md']
    const paths = writeFiles(root, Object.fromEntries([...names, ':!x/new.svg'].map((name) => [name, `${name}\n`])))
    const { ignored } = await commitPaths(await opened(root), { ...options, paths })
    expect(ignored).toEqual([join(root, ':!x/new.svg')])
    expect(namesIn(root).toSorted()).toEqual(names.toSorted())
    expect((await commitPaths(await opened(root), { ...options, paths })).commit).toBe(null)
  })

  it('leaves out what the repository ignores, and says so', async () => {
    const root = madeRepository({ '.gitignore': '*.svg\n', 'reports/kept.svg': 'k\n' })
    git(root, 'add', '-f', 'reports/kept.svg')
    git(root, 'commit', '-q', '-m', 'forced')
    const paths = writeFiles(root, { 'reports/kept.svg': 'K\n', 'reports/new.svg': 'n\n', [REPORT]: 'r\n' })
    const { commit, ignored } = await commitPaths(await opened(root), { ...options, paths })
    expect(ignored).toEqual([join(root, 'reports/new.svg')])
    expect(namesIn(root)).toEqual([REPORT, 'reports/kept.svg'])
    const again = await commitPaths(await opened(root), { ...options, paths })
    expect(commit).not.toBe(null)
    expect(again).toEqual({ commit: null, ignored })
  })

  it('is by whom git says, or whom the caller says', async () => {
    const root = madeRepository()
    git(root, 'config', 'user.name', 'Grace')
    git(root, 'config', 'user.email', 'grace@example.com')
    await commitPaths(await opened(root), { ...options, paths: writeFiles(root, { [REPORT]: '1\n' }) })
    expect(git(root, 'log', '-1', '--format=%an <%ae>, %cn <%ce>')).toBe(
      'Grace <grace@example.com>, Grace <grace@example.com>',
    )
    const identity = { name: 'night', email: 'night@example.com' }
    await commitPaths(await opened(root), { ...options, identity, paths: writeFiles(root, { [REPORT]: '2\n' }) })
    expect(git(root, 'log', '-1', '--format=%an <%ae>, %cn <%ce>')).toBe(
      'night <night@example.com>, night <night@example.com>',
    )
  })

  it('heals the index that a killed run left behind, with and without something to commit', async () => {
    const root = madeRepository({ [REPORT]: 'old\n', 'other.txt': 'o\n' })
    const paths = writeFiles(root, { [REPORT]: 'new\n' })
    // The commit without the index: what is left after a kill between the two.
    const tree = git(
      root,
      '-c',
      'alias.t=!GIT_INDEX_FILE=.git/x git add reports && GIT_INDEX_FILE=.git/x git write-tree',
      't',
    )
    git(root, 'update-ref', 'HEAD', git(root, 'commit-tree', tree, '-p', 'HEAD', '-m', 'killed'))
    expect(status(root)).toContain(`MM ${REPORT}`)
    expect((await commitPaths(await opened(root), { ...options, paths })).commit).toBe(null)
    expect(status(root)).not.toContain(`MM ${REPORT}`)
    expect(git(root, 'diff', '--cached', '--name-only', '--', 'reports')).toBe('')
    expect(git(root, 'diff', '--name-only', '--', 'reports')).toBe('')
  })

  it('goes on top of a commit that somebody makes meanwhile', async () => {
    const root = madeRepository({ 'notes.txt': 'one\n' })
    const paths = writeFiles(root, { [REPORT]: 'r\n' })
    // A filter of git runs while our commit is made: somebody commits there, once.
    const script = writeText(
      join(root, '.git', 'meanwhile.sh'),
      '#!/bin/sh\nif [ ! -e .git/done ]; then touch .git/done; unset GIT_INDEX_FILE; echo two > notes.txt; ' +
        'git -c user.name=Ada -c user.email=a@b commit -qam theirs; fi\ncat\n',
    )
    chmodSync(script, 0o755)
    git(root, 'config', 'filter.slow.clean', script)
    writeText(join(root, '.git', 'info', 'attributes'), '*.md filter=slow\n')
    const { commit } = await commitPaths(await opened(root), { ...options, paths })
    expect(subjects(root)).toEqual([options.message, 'theirs', 'first'])
    expect(git(root, 'show', 'HEAD:notes.txt')).toBe('two')
    expect(git(root, 'rev-parse', 'HEAD')).toBe(commit)
    expect(status(root)).toEqual([])
  })
})

describe('hooks and signatures', () => {
  function hook(root: string, name: string, lines: string): void {
    const path = writeText(join(root, '.git', 'hooks', name), `#!/bin/sh\n${lines}\n`)
    chmodSync(path, 0o755)
  }

  it('are left alone unless asked for', async () => {
    const root = madeRepository()
    for (const name of ['pre-commit', 'commit-msg', 'post-commit', 'reference-transaction', 'post-index-change'])
      hook(root, name, `touch "${root}/.git/ran-${name}"; exit 1`)
    git(root, 'config', 'commit.gpgSign', 'true')
    git(root, 'config', 'gpg.program', '/bin/false')
    const { commit } = await commitPaths(await opened(root), {
      ...options,
      paths: writeFiles(root, { [REPORT]: 'r\n' }),
    })
    expect(commit).not.toBe(null)
    expect(contentAt(root, '.git/ran-pre-commit')).toBe(null)
    expect(contentAt(root, '.git/ran-reference-transaction')).toBe(null)
    expect(contentAt(root, '.git/ran-post-index-change')).toBe(null)
  })

  it('run as in git commit when asked for: on what is committed, with a say in files and message', async () => {
    const root = madeRepository({ 'staged.txt': 'a\n' })
    writeFiles(root, { 'staged.txt': 'A\n' })
    git(root, 'add', 'staged.txt')
    hook(
      root,
      'pre-commit',
      'git diff --cached --name-only > .git/seen; echo formatted > reports/f.md; git add reports/f.md',
    )
    hook(root, 'commit-msg', 'printf "\\nSigned-off-by: hook\\n" >> "$1"')
    hook(root, 'post-commit', 'git log -1 --format=%s > .git/after')
    await commitPaths(await opened(root), { ...options, hooks: true, paths: writeFiles(root, { [REPORT]: 'r\n' }) })
    expect(contentAt(root, '.git/seen')).toBe(`${REPORT}\n`)
    expect(contentAt(root, '.git/after')).toBe(`${options.message}\n`)
    expect(namesIn(root)).toEqual([REPORT, 'reports/f.md'])
    expect(git(root, 'log', '-1', '--format=%B')).toBe(`${options.message}\n\nSigned-off-by: hook\n`)
    expect(status(root)).toEqual(['M  staged.txt'])
  })

  it('may refuse: then nothing is committed', async () => {
    const root = madeRepository()
    hook(root, 'pre-commit', 'echo "error: no reports on a Friday" >&2; exit 1')
    const paths = writeFiles(root, { [REPORT]: 'r\n' })
    await expect(commitPaths(await opened(root), { ...options, hooks: true, paths })).rejects.toMatchObject({
      code: 'E8001',
      message: 'the pre-commit hook refused the commit: no reports on a Friday',
    })
    expect(subjects(root)).toEqual(['first'])
    expect(status(root)).toEqual([`?? ${REPORT}`])
  })

  it('sign with the program that git is set up with', async () => {
    const root = madeRepository()
    const program = writeText(
      join(root, '.git', 'sign.sh'),
      '#!/bin/sh\ncat > /dev/null\necho "[GNUPG:] SIG_CREATED " >&2\necho "-----BEGIN PGP SIGNATURE-----\nnight\n-----END PGP SIGNATURE-----"\n',
    )
    chmodSync(program, 0o755)
    git(root, 'config', 'gpg.program', program)
    await commitPaths(await opened(root), { ...options, sign: true, paths: writeFiles(root, { [REPORT]: 'r\n' }) })
    expect(git(root, 'cat-file', 'commit', 'HEAD')).toContain('gpgsig -----BEGIN PGP SIGNATURE-----\n night')
    git(root, 'config', 'gpg.program', '/bin/false')
    const paths = writeFiles(root, { [REPORT]: 'again\n' })
    await expect(commitPaths(await opened(root), { ...options, sign: true, paths })).rejects.toMatchObject({
      message: 'git commit-tree failed: gpg failed to sign the data',
    })
  })
})

describe('what is refused', () => {
  it('are links, submodules, folders and files outside', async () => {
    const root = madeRepository()
    const outside = tempFolder()
    symlinkSync(outside, join(root, 'reports'))
    const refusal = async (path: string): Promise<unknown> =>
      await commitPaths(await opened(root), { ...options, paths: [path] }).catch((error: unknown) => error)
    expect(await refusal(join(root, INDEX))).toMatchObject({
      code: 'E8001',
      message: 'git cannot commit it: it is a symbolic link',
      where: join(root, 'reports'),
    })
    symlinkSync(join(root, 'notes.txt'), join(root, 'link.md'))
    expect(await refusal(join(root, 'link.md'))).toMatchObject({
      message: 'git cannot commit it: it is a symbolic link',
    })
    writeText(join(root, 'sub', 'a.md'), 'a')
    git(join(root, 'sub'), 'init', '-q')
    expect(await refusal(join(root, 'sub', 'a.md'))).toMatchObject({
      message: 'git cannot commit it: it is a submodule or another repository',
      where: join(root, 'sub'),
    })
    expect(await refusal(join(root, 'sub'))).toMatchObject({ message: 'git cannot commit it: it is not a file' })
    expect(await refusal(join(outside, 'a.md'))).toMatchObject({
      message: 'git cannot commit it: it is not in the repository',
    })
    expect(subjects(root)).toEqual(['first'])
  })

  it('is a path in a submodule that is not checked out', async () => {
    const root = madeRepository()
    git(root, 'update-index', '--add', '--cacheinfo', `160000,${git(root, 'rev-parse', 'HEAD')},sub`)
    git(root, 'commit', '-q', '-m', 'submodule')
    const paths = writeFiles(root, { 'sub/a.md': 'a\n' })
    await expect(commitPaths(await opened(root), { ...options, paths })).rejects.toMatchObject({ code: 'E8001' })
    expect(git(root, 'ls-tree', 'HEAD', 'sub')).toContain('160000 commit')
  })

  it('is a branch in the middle of something else', async () => {
    const root = madeRepository()
    git(root, 'switch', '-q', '-c', 'side')
    writeFiles(root, { 'notes.txt': 'side\n' })
    git(root, 'commit', '-qam', 'side')
    git(root, 'switch', '-q', 'main')
    writeFiles(root, { 'notes.txt': 'main\n' })
    git(root, 'commit', '-qam', 'main')
    const paths = writeFiles(root, { [REPORT]: 'r\n' })
    expect(() => git(root, 'merge', 'side')).toThrow('')
    await expect(commitPaths(await opened(root), { ...options, paths })).rejects.toMatchObject({
      code: 'E8001',
      message: 'a merge is in progress',
      where: root,
      hint: 'finish it with git merge --continue, or stop it with git merge --abort',
    })
    expect(subjects(root)).toEqual(['main', 'first'])
  })

  it('is an index that another git holds on to, before anything is committed', async () => {
    const root = madeRepository()
    const lock = writeText(join(root, '.git', 'index.lock'), '')
    const paths = writeFiles(root, { [REPORT]: 'r\n' })
    await expect(commitPaths(await opened(root), { ...options, paths })).rejects.toMatchObject({
      message: 'another git process holds the index',
      where: lock,
    })
    expect(subjects(root)).toEqual(['first'])
  })

  it('waits for another git that lets go of the index', async () => {
    const root = madeRepository()
    const lock = writeText(join(root, '.git', 'index.lock'), '')
    const paths = writeFiles(root, { [REPORT]: 'r\n' })
    const committing = commitPaths(await opened(root), { ...options, paths })
    setTimeout(() => rmSync(lock), 300)
    expect((await committing).commit).not.toBe(null)
    expect(status(root)).toEqual([])
  })

  it('stops when it is aborted', async () => {
    const root = madeRepository()
    git(root, 'config', 'filter.slow.clean', 'sleep 60')
    writeText(join(root, '.git', 'info', 'attributes'), '*.md filter=slow\n')
    const paths = writeFiles(root, { [REPORT]: 'r\n' })
    const controller = new AbortController()
    setTimeout(() => controller.abort(new Error('enough')), 300)
    await expect(commitPaths(await opened(root), { ...options, paths, signal: controller.signal })).rejects.toThrow(
      'enough',
    )
    expect(subjects(root)).toEqual(['first'])
  })

  it('is not disturbed by the variables of a hook that runs it', async () => {
    const root = madeRepository()
    const other = madeRepository()
    vi.stubEnv('GIT_DIR', join(other, '.git'))
    vi.stubEnv('GIT_INDEX_FILE', join(other, '.git', 'index'))
    const paths = writeFiles(root, { [REPORT]: 'r\n' })
    await commitPaths(await opened(root), { ...options, paths })
    vi.stubEnv('GIT_DIR', undefined)
    vi.stubEnv('GIT_INDEX_FILE', undefined)
    expect(subjects(root)).toEqual([options.message, 'first'])
    expect(subjects(other)).toEqual(['first'])
    writeFileSync(join(root, 'notes.txt'), 'one\n')
    expect(status(root)).toEqual([])
  })
})
