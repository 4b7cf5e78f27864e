import { describe, expect, it, onTestFinished } from 'vitest'
import { openWarehouse } from '../../src/warehouse/open.ts'
import { createScope } from '../../src/warehouse/queries/scope.ts'

interface Given {
  readonly root: number
  readonly identity: string
  readonly output: number
  readonly variant?: string
  readonly rank?: number
  readonly session?: number
  /** As the load marks what several directories have. */
  readonly shared?: boolean
}

/** Roots 1 and 2 are of one agent, 3 of another. The outputs of what a report of some of them counts. */
async function countedOf(given: readonly Given[], roots: readonly number[]): Promise<number[]> {
  const { db, close } = await openWarehouse(':memory:')
  onTestFinished(close)
  await db.run(`insert into root values (1, 'one', '/a'), (2, 'one', '/b'), (3, 'other', '/c')`)
  await db.run(`
    insert into file (file_id, root_id, path, file_key, host, username, state, size, mtime, inode, read_to, head, tail, reader,
      lines, lines_bad, torn_tail, records, quarantined, removed, problems)
    select root_id, root_id, path || '/log', 'log', 'h', 'u', 'read', 1, 1, '1', 1, '', '', 1, 1, 0, false, 1, 0, '{}', '[]' from root`)
  const rows = given.map(
    ({ root, identity, output, variant, rank = 0, session = 1, shared = false }) =>
      `(${root}, ${root}, '${identity}', ${variant ? `'${variant}'` : 'null'}, null, 0, 1, ${session}, 1, null, null, timestamp '2026-11-01', 0, ` +
      `${output}, 0, 0, 0, 0, 0, ${output}, null, 0, false, false, false, false, false, 0, true, false, ${shared}, ${rank}, false)`,
  )
  await db.run(`insert into entry values ${rows.join(', ')}`)
  const none = { agents: [], models: [], projects: [], branches: [], since: null, until: null, timezone: 'UTC' }
  await createScope(db, { ...none, roots })
  const result = await db.runAndReadAll('select output from scoped order by output')
  return result.getRows().map(([output]) => Number(output))
}

describe('a report of several data directories of an agent', () => {
  it('counts of the sources of a session the best one, wherever it lies', async () => {
    const given = [
      { root: 1, identity: 'sum', output: 40, rank: 4 },
      { root: 2, identity: 'call', output: 1 },
      { root: 1, identity: 'another sum', output: 50, rank: 4, session: 2 },
      { root: 3, identity: 'of another agent', output: 60, rank: 1 },
    ]
    expect(await countedOf(given, [1, 2, 3])).toEqual([1, 50, 60])
    expect(await countedOf(given, [1, 3])).toEqual([40, 50, 60])
  })

  it('counts one response under two request ids once, as one directory does', async () => {
    const given = [
      { root: 1, identity: 'a', variant: 'r1', output: 5, shared: true },
      { root: 2, identity: 'a', variant: 'r2', output: 5, shared: true },
      { root: 1, identity: 'b', variant: 'r1', output: 6, shared: true },
      { root: 2, identity: 'b', variant: 'r2', output: 7, shared: true },
    ]
    expect(await countedOf(given, [1, 2])).toEqual([5, 6, 7])
    expect(await countedOf(given, [2])).toEqual([5, 7])
  })
})
