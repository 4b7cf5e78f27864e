import { expect, it } from 'vitest'
import { planTold } from '../../../src/pipeline/plugins/agents/plan-told.ts'
import type { ToldContext } from '../../../src/pipeline/plugins/agents/plan-told.ts'
import { READER } from '../../../src/pipeline/reader.ts'
import type { FileRecord } from '../../../src/warehouse/files.ts'
import { NOT_READ } from '../../../src/warehouse/load/batch.ts'

const record = (path: string, more: Partial<FileRecord> = {}): FileRecord => ({
  id: 1,
  root: 2,
  path,
  key: path.slice(1),
  host: 'h',
  user: 'u',
  state: 'read',
  reason: null,
  size: 5,
  mtime: 6,
  inode: '',
  reader: 0,
  ...NOT_READ,
  records: 3,
  ...more,
})

const told = (path: string, size = 0) => ({ path, size, mtime: size, usage: new Map(), problems: [], failed: null })

const CONTEXT: ToldContext = {
  root: 2,
  nextId: 9,
  agent: { id: 'acorn', name: 'Acorn', blindSpots: [], fileKey: (path) => path.slice(1) },
  owner: { host: 'h', user: 'u' },
  goesOn: true,
  isThere: (path) => path !== '/gone',
}

it('goes on with files that are known, and counts those anew of which everything is told', () => {
  const files = [told('/a', 7), told('/b'), told('/new', 8), told('/newer')]
  const known = [record('/a'), record('/b', { id: 4 })]
  const plan = planTold(known, files, CONTEXT)
  expect(plan.files).toEqual([
    {
      record: record('/a', { size: 7, mtime: 7, reader: READER }),
      known: true,
      append: true,
      agent: 'acorn',
      kind: 'database',
    },
    { record: record('/b', { id: 4, reader: READER }), known: true, append: true, agent: 'acorn', kind: 'database' },
    {
      record: record('/new', { id: 9, size: 8, mtime: 8, reader: READER, records: 0 }),
      known: false,
      append: false,
      agent: 'acorn',
      kind: 'database',
    },
    expect.objectContaining({ record: record('/newer', { id: 10, size: 0, mtime: 0, reader: READER, records: 0 }) }),
  ])
  const again = planTold(known, files, { ...CONTEXT, goesOn: false })
  expect(again.files.map(({ append }) => append)).toEqual([false, false, false, false])
})

it('sees which of the others are gone, back again, or were never read', () => {
  const there = record('/there')
  const address = record('https://example.com/usage')
  const gone = record('/gone')
  const back = record('/back', { state: 'gone' })
  const never = record('/gone', { id: 5, state: 'failed', records: 0 })
  expect(planTold([there, address, gone, back], [], CONTEXT)).toMatchObject({
    files: [],
    gone: [{ ...gone, state: 'gone' }],
    others: [{ ...back, state: 'read' }],
    dropped: [],
  })
  expect(planTold([never], [], CONTEXT)).toMatchObject({ gone: [], others: [], dropped: [never] })
})
