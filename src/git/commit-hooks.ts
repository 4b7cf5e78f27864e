import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { RimuruError } from '../core/errors.ts'
import { temporaryFolder } from '../platform/folders.ts'
import { sentenceOf } from './failure.ts'
import type { Git } from './git.ts'
import type { PrivateIndex } from './private-index.ts'

/** As `git commit` runs them. It is not used itself: it would take a HEAD that moved meanwhile for the parent of our tree. */
export async function beforeCommit(git: Git, env: PrivateIndex, message: string): Promise<string> {
  const folder = temporaryFolder('rimuru-message-')
  const file = join(folder, 'COMMIT_EDITMSG')
  try {
    writeFileSync(file, message)
    await hook(git, env, 'pre-commit', [])
    await hook(git, env, 'prepare-commit-msg', [file, 'message'])
    await hook(git, env, 'commit-msg', [file])
    return readFileSync(file, 'utf8')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Too late to refuse anything: how it ends does not matter, as in git. */
export async function afterCommit(git: Git): Promise<void> {
  await git.run(['hook', 'run', '--ignore-missing', 'post-commit'])
}

async function hook(git: Git, env: PrivateIndex, name: string, args: readonly string[]): Promise<void> {
  const call = ['hook', 'run', '--ignore-missing', name, '--', ...args]
  const { code, err } = await git.run(call, { env: { ...env, GIT_EDITOR: ':' } })
  if (code === 0) return
  throw new RimuruError('E8001', `the ${name} hook refused the commit: ${sentenceOf(err)}`, {
    where: git.root,
    hint: 'mend what the hook complains of, or publish with hooks: false',
  })
}
