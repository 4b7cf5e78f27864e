import type { Git } from './git.ts'
import { blobTexts } from './objects.ts'
import { nameIn } from './own-paths.ts'
import { takeEntries } from './private-index.ts'
import type { PrivateIndex } from './private-index.ts'

/** A file of ours that says what is in others: each tree that it goes into has another. */
export interface DerivedFile {
  /** Absolute. */
  readonly path: string
  /** What it is made from, by names from its folder on. */
  readonly isSource: (name: string) => boolean
  readonly content: (sources: ReadonlyMap<string, string>) => string
}

/** Makes it from what the index has. */
export async function takeDerived(git: Git, env: PrivateIndex, derived: DerivedFile): Promise<void> {
  const name = nameIn(git.root, derived.path)
  const folder = name.slice(0, name.lastIndexOf('/') + 1)
  const args = ['--literal-pathspecs', 'ls-files', '--stage', '-z', '--', folder || '.']
  const sources = (await git.text(args, { env }))
    .split('\0')
    .map((line) => ({ id: line.split(' ')[1] ?? '', name: line.slice(line.indexOf('\t') + 1 + folder.length) }))
    .filter((file) => file.id !== '' && derived.isSource(file.name))
  const texts = await blobTexts(
    git,
    sources.map(({ id }) => id),
  )
  const input = derived.content(new Map(sources.map((source, i) => [source.name, texts[i]!])))
  const id = await git.text(['hash-object', '-w', '--stdin', `--path=${name}`], { input })
  await takeEntries(git, env, [{ name, mode: '100644', id }])
}
