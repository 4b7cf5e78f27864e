import type { Git } from './git.ts'
import { gitFailed } from './failure.ts'
import { objectIds } from './objects.ts'
import type { OwnPath } from './own-paths.ts'

export interface OwnFile extends OwnPath {
  readonly inCommit: string | null
  readonly inIndex: string | null
}

export interface OwnFiles {
  readonly tree: string | null
  readonly files: readonly OwnFile[]
}

/** What a commit and the index have of our paths: one process for all. */
export async function ownFiles(git: Git, commit: string, own: readonly OwnPath[]): Promise<OwnFiles> {
  const names = own.map(({ name }) => name)
  const [tree = null, ...ids] = await objectIds(git, [
    `${commit}^{tree}`,
    ...names.map((name) => `${commit}:${name}`),
    ...names.map((name) => `:0:${name}`),
  ])
  const files = own.map((path, index) => ({
    ...path,
    inCommit: ids[index] ?? null,
    inIndex: ids[index + own.length] ?? null,
  }))
  return { tree, files }
}

/** Of new files those that the repository's ignore rules keep out; what is committed or was added by force stays, as in git. */
export async function ignoredOf(git: Git, files: readonly OwnFile[]): Promise<OwnFile[]> {
  const fresh = files.filter(({ isThere, inCommit }) => isThere && inCommit === null)
  if (fresh.length === 0) return []
  const args = ['check-ignore', '-z', '--stdin']
  // It takes patterns, and refuses to take them literally: a name that begins with a colon would be one.
  const { code, out, err } = await git.run(args, { input: fresh.map(({ name }) => `./${name}\0`).join('') })
  if (code > 1) throw gitFailed(git.root, args, err)
  const names = new Set(out.toString().split('\0'))
  return fresh.filter(({ name }) => names.has(`./${name}`))
}
