import { createHash } from 'node:crypto'
import { gitFailed } from './failure.ts'
import type { Git } from './git.ts'

/** The ids of objects by their names (`HEAD:a.md`, `:0:a.md` for the index), null where there is none: one process for all. */
export async function objectIds(git: Git, names: readonly string[]): Promise<(string | null)[]> {
  if (names.length === 0) return []
  const found = await git.text(['cat-file', '--batch-check=%(objectname) %(objecttype)'], {
    input: names.map((name) => `${name}\n`).join(''),
  })
  return found.split('\n').map((line) => /^([0-9a-f]{40,64}) (?:blob|tree|commit)$/.exec(line)?.[1] ?? null)
}

/** What is in blobs, by their ids: one process for all. */
export async function blobTexts(git: Git, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return []
  const args = ['cat-file', '--batch']
  const { code, out, err } = await git.run(args, { input: ids.map((id) => `${id}\n`).join('') })
  const texts: string[] = []
  for (let at = 0; at < out.length;) {
    const start = out.indexOf('\n', at) + 1
    const size = Number(out.subarray(at, start).toString().trim().split(' ')[2])
    texts.push(out.subarray(start, start + size).toString())
    at = start + size + 1
  }
  if (code !== 0 || texts.length !== ids.length) throw gitFailed(git.root, args, err)
  return texts
}

/** Whether git stores these very bytes under that id. */
export function isBlob(content: Buffer, id: string): boolean {
  const hash = createHash(id.length === 40 ? 'sha1' : 'sha256')
  return hash.update(`blob ${content.length}\0`).update(content).digest('hex') === id
}
