import { readFileSync, rmdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { systemCodeOf } from '../core/errors.ts'
import type { Git } from './git.ts'
import { isBlob, objectIds } from './objects.ts'
import { takeCommit, withPrivateIndex } from './private-index.ts'

/** The files in the work tree become those of a commit; the ones that it has not are removed, with the folders that they leave empty. */
export async function restoreFiles(git: Git, commit: string | null, names: readonly string[]): Promise<void> {
  const ids =
    commit === null
      ? []
      : await objectIds(
          git,
          names.map((name) => `${commit}:${name}`),
        )
  const changed = names.filter((name, index) => {
    const [content, id] = [contentOf(join(git.root, name)), ids[index] ?? null]
    return content === null ? id !== null : id === null || !isBlob(content, id)
  })
  const lost = changed.filter((name) => (ids[names.indexOf(name)] ?? null) === null)
  const kept = changed.filter((name) => !lost.includes(name))
  for (const name of lost) {
    rmSync(join(git.root, name), { force: true })
    removeEmpty(git.root, dirname(join(git.root, name)))
  }
  if (kept.length === 0) return
  await withPrivateIndex(async (env) => {
    await takeCommit(git, env, commit)
    await git.text(['checkout-index', '-f', '-z', '--stdin'], { env, input: kept.map((name) => `${name}\0`).join('') })
  })
}

function removeEmpty(root: string, folder: string): void {
  if (folder === root) return
  try {
    rmdirSync(folder)
  } catch {
    return // not empty
  }
  removeEmpty(root, dirname(folder))
}

function contentOf(path: string): Buffer | null {
  try {
    return readFileSync(path)
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT' || systemCodeOf(error) === 'ENOTDIR') return null
    throw error
  }
}
