import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { systemCodeOf } from '../core/errors.ts'
import { gitIn } from './git.ts'
import type { Git } from './git.ts'
import { isBlob, objectIds } from './objects.ts'
import { nameIn } from './own-paths.ts'
import type { Repository } from './repository.ts'

interface Suspect {
  readonly path: string
  readonly name: string
  readonly content: Buffer
}

/** Those of the paths that hold what neither HEAD nor a run has written. `known` gives the sha256 of what runs wrote or will write. */
export async function editedByHand(
  repository: Repository,
  paths: readonly string[],
  known: (path: string) => readonly string[],
  signal?: AbortSignal,
): Promise<string[]> {
  const edited: string[] = []
  const suspects: Suspect[] = []
  for (const path of paths) {
    const content = contentOf(path)
    if (content === 'no file') edited.push(path)
    else if (content !== null && !known(path).includes(sha256(content)))
      suspects.push({ path, name: nameIn(repository.root, path), content })
  }
  const changed = await notAsCommitted(gitIn(repository.root, { signal }), suspects)
  return [...edited, ...changed].sort()
}

/**
 * Those of the paths that HEAD has otherwise than the commit that brought the witness, a file of the same run.
 * What git's filters and hooks make of a file is in that commit too, whichever machine has made it.
 */
export async function committedOver(
  { root, head }: Repository,
  witness: string,
  paths: readonly string[],
  signal?: AbortSignal,
): Promise<string[]> {
  if (head === null || paths.length === 0) return []
  const git = gitIn(root, { signal })
  const brought = await git.text(['--literal-pathspecs', 'rev-list', '-1', head, '--', nameIn(root, witness)])
  const names = paths.map((path) => nameIn(root, path))
  const ids = await objectIds(git, [
    ...names.map((name) => `${head}:${name}`),
    ...names.map((name) => `${brought}:${name}`),
  ])
  return paths.filter((_, i) => ids[i] !== null && (brought === '' || ids[i] !== ids[i + paths.length]))
}

async function notAsCommitted(git: Git, suspects: readonly Suspect[]): Promise<string[]> {
  const ids = await objectIds(
    git,
    suspects.map(({ name }) => `HEAD:${name}`),
  )
  const rest = suspects
    .map((suspect, index) => ({ ...suspect, id: ids[index] ?? null }))
    .filter(({ id, content }) => id === null || !isBlob(content, id))
  if (rest.length === 0) return []
  const filtered = await filteredIds(
    git,
    rest.map(({ name }) => name),
  )
  return rest.filter(({ id }, index) => id !== filtered[index]).map(({ path }) => path)
}

/** Those of the files for which git would store what it would store of the ones to come: it has changed their line ends here. */
export async function storedAlike(
  { root }: Repository,
  files: readonly { readonly from: string; readonly to: string }[],
  signal?: AbortSignal,
): Promise<string[]> {
  if (files.length === 0) return []
  const git = gitIn(root, { signal })
  const names = files.map(({ to }) => nameIn(root, to))
  const [there, toCome] = await Promise.all([
    filteredIds(git, names),
    Promise.all(files.map(({ from }, i) => git.text(['hash-object', `--path=${names[i]!}`, '--', from]))),
  ])
  return files.filter((_, i) => there[i] === toCome[i]).map(({ to }) => to)
}

/** The same text may have other line ends here than git stores: its filters decide. */
async function filteredIds(git: Git, names: readonly string[]): Promise<string[]> {
  const input = names.map((name) => `${quoted(name)}\n`).join('')
  return (await git.text(['hash-object', '--stdin-paths'], { input })).split('\n')
}

/** A name that begins with a quote would be taken for a quoted one. */
const quoted = (name: string): string =>
  name.startsWith('"') ? `"${name.replaceAll(/["\\]/g, String.raw`\$&`)}"` : name

const sha256 = (content: Buffer): string => createHash('sha256').update(content).digest('hex')

function contentOf(path: string): Buffer | 'no file' | null {
  try {
    return readFileSync(path)
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT' || systemCodeOf(error) === 'ENOTDIR') return null
    if (systemCodeOf(error) === 'EISDIR') return 'no file'
    throw error
  }
}
