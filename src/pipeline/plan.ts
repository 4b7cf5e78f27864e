import { NOT_READ } from '../warehouse/load/batch.ts'
import type { FileRecord } from '../warehouse/files.ts'
import type { LoadFile } from '../warehouse/load/loading.ts'
import type { Source, SourceFile } from './discover.ts'
import { READER } from './reader.ts'
import { readMarks } from '../agents/_shared/marks.ts'

export interface Plan {
  readonly files: LoadFile[]
  readonly gone: FileRecord[]
  /** Known files of which only the outside has changed. */
  readonly others: FileRecord[]
  /** Failed before, never read, and no longer there. */
  readonly dropped: FileRecord[]
}

export interface Owner {
  readonly host: string
  readonly user: string
  /** What the config says of them, which holds for what is known as well: a log keeps the name of the machine that it was first seen on. */
  readonly named?: { readonly host?: string; readonly user?: string }
}

/** What to read of each file: all of it, what was added, or nothing. */
export function planLoad(
  sources: readonly Source[],
  rootIds: ReadonlyMap<Source, number>,
  known: readonly FileRecord[],
  owner: Owner,
): Plan {
  const plan: Plan = { files: [], gone: [], others: [], dropped: [] }
  const byPath = new Map(known.map((record) => [`${record.root}\0${record.path}`, record]))
  let nextId = 1 + known.reduce((most, record) => Math.max(most, record.id), 0)
  for (const source of sources) {
    const root = rootIds.get(source)!
    for (const found of source.files) {
      const key = `${root}\0${found.path}`
      const record = byPath.get(key)
      byPath.delete(key)
      if (!record) {
        const fresh = newRecord(nextId, root, source.agent.fileKey(found.path), found, owner)
        plan.files.push({ record: fresh, known: false, append: false, agent: source.agent.id, kind: found.kind })
        nextId += 1
      } else planKnown(record, found, source.agent.id, owner, plan)
    }
  }
  const covered = new Set(rootIds.values())
  for (const record of byPath.values()) {
    if (!covered.has(record.root) || record.state === 'gone') continue
    if (wasNeverRead(record)) plan.dropped.push(record)
    else plan.gone.push({ ...record, state: 'gone' })
  }
  return plan
}

const wasNeverRead = ({ state, records, lines, head }: FileRecord): boolean =>
  state === 'failed' && records === 0 && lines === 0 && head === ''

function planKnown(record: FileRecord, found: SourceFile, agent: string, { named }: Owner, plan: Plan): void {
  const current = { ...record, ...named, size: found.size, mtime: found.mtime, inode: found.inode }
  const same = found.size === record.size && found.mtime === record.mtime && found.inode === record.inode
  const upToDate = record.reader === READER && record.state !== 'failed'
  if (same && upToDate) {
    const isRenamed = current.host !== record.host || current.user !== record.user
    if (record.state === 'gone' || isRenamed) plan.others.push({ ...current, state: 'read' })
    return
  }
  const append = record.reader === READER && record.resume !== null && goesOn(record, found)
  plan.files.push({ record: { ...current, reader: READER }, known: true, append, agent, kind: found.kind })
}

/** Else it is read from its start: as long as before it may say something else. */
function goesOn(record: FileRecord, found: SourceFile): boolean {
  // A database may be changed anywhere; whether its own cursor still holds, only its reader can tell.
  if (found.kind === 'database') return found.inode === record.inode
  return record.state !== 'failed' && found.inode === record.inode && found.size > record.size && wasAddedTo(record)
}

/** Both ends of what was read before still stand where they stood. */
function wasAddedTo(record: FileRecord): boolean {
  try {
    const marks = readMarks(record.path, record.readTo)
    return marks.head === record.head && marks.tail === record.tail
  } catch {
    return false
  }
}

const newRecord = (id: number, root: number, key: string, found: SourceFile, owner: Owner): FileRecord => ({
  id,
  root,
  path: found.path,
  key,
  host: owner.host,
  user: owner.user,
  state: 'read',
  reason: null,
  size: found.size,
  mtime: found.mtime,
  inode: found.inode,
  reader: READER,
  ...NOT_READ,
})
