import type { Git } from './git.ts'
import type { Entry } from './private-index.ts'

/** What the second commit has differently from the first. */
export async function changes(git: Git, from: string, to: string): Promise<Entry[]> {
  const fields = (await git.text(['diff-tree', '-r', '-z', '--raw', '--no-renames', '--no-abbrev', from, to])).split(
    '\0',
  )
  const entries: Entry[] = []
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [, mode = '', , id = ''] = fields[at]!.split(' ')
    entries.push({ name: fields[at + 1]!, mode, id })
  }
  return entries
}

export const changedNames = async (git: Git, from: string, to: string): Promise<string[]> =>
  (await changes(git, from, to)).map(({ name }) => name)
