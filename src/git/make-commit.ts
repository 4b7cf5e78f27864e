import { beforeCommit } from './commit-hooks.ts'
import { takeDerived } from './derived.ts'
import type { DerivedFile } from './derived.ts'
import type { Git } from './git.ts'
import type { Identity } from './identity.ts'
import { identityEnvironment } from './identity.ts'
import { ignoredOf } from './own-files.ts'
import type { OwnFile, OwnFiles } from './own-files.ts'
import { takeCommit, takeFiles, withPrivateIndex } from './private-index.ts'
import type { PrivateIndex } from './private-index.ts'

export interface CommitOptions {
  /** Absolute. Those that are not there are removed from the repository. */
  readonly paths: readonly string[]
  readonly message: string
  /** Default: that of git, else `rimuru <rimuru@localhost>`. */
  readonly identity?: Identity | undefined
  /** Whether the repository's hooks run. Default: false. */
  readonly hooks?: boolean | undefined
  /** Whether the commit is signed as git is set up to. Default: false. */
  readonly sign?: boolean | undefined
  /** Default: now. */
  readonly date?: Date | undefined
  readonly signal?: AbortSignal | undefined
}

export interface Made {
  /** null when it would change nothing. */
  readonly commit: string | null
  readonly taken: readonly OwnFile[]
  readonly ignored: readonly OwnFile[]
}

/** A commit of the files on top of another, or the first; no branch knows it yet. */
export async function makeCommit(
  git: Git,
  parent: string | null,
  { tree: before, files }: OwnFiles,
  options: CommitOptions & { readonly derived?: DerivedFile | undefined },
): Promise<Made> {
  return await withPrivateIndex(async (index) => {
    const [ignored, person] = await Promise.all([
      ignoredOf(git, files),
      identityEnvironment(git, options.identity, options.date),
      takeCommit(git, index, parent),
    ])
    const taken = files.filter((file) => !ignored.includes(file))
    await takeFiles(
      git,
      index,
      taken.map(({ name }) => name),
    )
    const { derived } = options
    if (derived !== undefined && taken.some(({ path }) => path === derived.path)) await takeDerived(git, index, derived)
    const tree = await git.text(['write-tree'], { env: index })
    if (tree === before || (before === null && !taken.some(({ isThere }) => isThere)))
      return { commit: null, taken, ignored }
    const text = `${options.message.trimEnd()}\n`
    const { message, final } = options.hooks ? await hooked(git, index, text) : { message: text, final: tree }
    if (final === before) return { commit: null, taken, ignored }
    const signature = options.sign ? ['-S'] : []
    const parents = parent === null ? [] : ['-p', parent]
    const args = ['commit-tree', ...signature, ...parents, '-F', '-', final]
    return { commit: await git.text(args, { env: person, input: message }), taken, ignored }
  })
}

/** A hook may change the message and, like a formatter, what is staged: perhaps to what was there before. */
async function hooked(git: Git, index: PrivateIndex, text: string): Promise<{ message: string; final: string }> {
  const message = await beforeCommit(git, index, text)
  return { message, final: await git.text(['write-tree'], { env: index }) }
}
