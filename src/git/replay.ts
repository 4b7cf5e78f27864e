import { RimuruError } from '../core/errors.ts'
import { changes } from './changes.ts'
import { takeDerived } from './derived.ts'
import type { DerivedFile } from './derived.ts'
import type { Git } from './git.ts'
import { objectIds } from './objects.ts'
import { nameIn } from './own-paths.ts'
import { takeCommit, takeEntries, withPrivateIndex } from './private-index.ts'
import type { Entry } from './private-index.ts'

export interface Replay {
  readonly head: string
  /** A commit that is not in head. */
  readonly onto: string
  /** How people call it: origin/main. */
  readonly ontoName: string
  readonly isOwn: (name: string) => boolean
  /** Made anew of what both sides have, where the other side changed it too. */
  readonly derived?: DerivedFile | undefined
  readonly sign?: boolean | undefined
}

interface OwnCommit {
  readonly id: string
  readonly entries: readonly Entry[]
}

/** Our commits again, on top of another: without a work tree, which may hold what a rebase would refuse. */
export async function replay(git: Git, call: Replay): Promise<string> {
  const { code, out } = await git.run(['merge-base', call.onto, call.head])
  const base = out.toString().trim()
  if (code !== 0) throw diverged(git, call, 'the two have no commit in common')
  if (base === call.onto) return call.head
  const commits = await ownCommits(git, call)
  const { derived } = call
  const remade = derived === undefined ? null : nameIn(git.root, derived.path)
  const theirs = await changes(git, base, call.onto)
  refuseConflicts(
    git,
    call,
    commits,
    theirs.filter(({ name }) => name !== remade),
  )
  const [tree] = await objectIds(git, [`${call.onto}^{tree}`])
  return await withPrivateIndex(async (index) => {
    await takeCommit(git, index, call.onto)
    let top = { commit: call.onto, tree }
    for (const { id, entries } of commits) {
      await takeEntries(git, index, entries)
      if (derived !== undefined && entries.some(({ name }) => name === remade)) await takeDerived(git, index, derived)
      const next = await git.text(['write-tree'], { env: index })
      // Already there: a run pushed it and was killed before it knew.
      if (next !== top.tree) top = { commit: await again(git, id, next, top.commit, call.sign), tree: next }
    }
    return top.commit
  })
}

async function ownCommits(git: Git, call: Replay): Promise<OwnCommit[]> {
  const list = await git.text(['rev-list', '--reverse', '--topo-order', '--parents', `${call.onto}..${call.head}`])
  const commits: OwnCommit[] = []
  for (const line of list.split('\n')) {
    const [id = '', parent, second] = line.split(' ')
    const entries = parent === undefined || second !== undefined ? [] : await changes(git, parent, id)
    if (entries.length === 0 || !entries.every(({ name }) => call.isOwn(name)))
      throw diverged(git, call, `commit ${id.slice(0, 10)} is not one of the reports alone`)
    commits.push({ id, entries })
  }
  return commits
}

function refuseConflicts(git: Git, call: Replay, ours: readonly OwnCommit[], theirs: readonly Entry[]): void {
  const last = new Map(ours.flatMap(({ entries }) => entries).map((entry) => [entry.name, entry.id]))
  const conflict = theirs.find(({ name, id }) => last.has(name) && last.get(name) !== id)
  if (conflict !== undefined) throw diverged(git, call, `both changed ${conflict.name}`)
}

const diverged = (git: Git, { ontoName }: Replay, why: string): RimuruError =>
  new RimuruError('E8001', `the commits cannot go on top of ${ontoName}: ${why}`, {
    where: git.root,
    hint: 'bring the branch up to date with git pull --rebase, then run the job again',
  })

/** With its author, dates and message, byte for byte. */
async function again(git: Git, id: string, tree: string, parent: string, sign?: boolean): Promise<string> {
  const { out } = await git.run(['cat-file', 'commit', id])
  const end = out.indexOf('\n\n')
  const header = out.subarray(0, end).toString()
  const env = { ...personIn(header, 'author'), ...personIn(header, 'committer') }
  const args = ['commit-tree', ...(sign ? ['-S'] : []), '-p', parent, '-F', '-', tree]
  return await git.text(args, { env, input: out.subarray(end + 2) })
}

function personIn(header: string, role: 'author' | 'committer'): Record<string, string> {
  const [, name = '', email = '', date = ''] =
    new RegExp(`^${role} (.*?) ?<(.*)> (\\d+ [+-]\\d+)$`, 'm').exec(header) ?? []
  const prefix = `GIT_${role.toUpperCase()}`
  return { [`${prefix}_NAME`]: name, [`${prefix}_EMAIL`]: email, [`${prefix}_DATE`]: `@${date}` }
}
