import { NOT_READ } from '../warehouse/load/batch.ts'
import type { DuckDBConnection } from '../warehouse/duckdb.ts'
import { compareFiles } from '../warehouse/compare-files.ts'
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
export async function planLoad(
  db: DuckDBConnection,
  sources: readonly Source[],
  rootIds: ReadonlyMap<Source, number>,
  lastId: number,
  owner: Owner,
): Promise<Plan> {
  const plan: Plan = { files: [], gone: [], others: [], dropped: [] }
  const found = sources.flatMap((source) => source.files.map((file) => ({ source, file })))
  const compared =
    lastId === 0
      ? { fresh: found.keys(), changed: [], missing: [] }
      : await compareFiles(
          db,
          found.map(({ source, file }) => ({ ...file, root: rootIds.get(source)! })),
          [...new Set(rootIds.values())],
          { reader: READER, ...owner.named },
        )
  let nextId = lastId + 1
  for (const at of compared.fresh) {
    const { source, file } = found[at]!
    const record = newRecord(nextId, rootIds.get(source)!, source.agent.fileKey(file.path), file, owner)
    plan.files.push({ record, known: false, append: false, agent: source.agent.id, kind: file.kind })
    nextId += 1
  }
  for (const { at, record } of compared.changed) {
    const { source, file } = found[at]!
    planKnown(record, file, source.agent.id, owner, plan)
  }
  for (const record of compared.missing) {
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
  // Only back again, or of another owner.
  if (same && record.reader === READER && record.state !== 'failed') {
    plan.others.push({ ...current, state: 'read' })
    return
  }
  const append = record.reader === READER && record.resume !== null && goesOn(record, found)
  plan.files.push({
    record: { ...current, reader: READER },
    known: true,
    append,
    otherRules: Math.abs(record.reader) !== READER,
    agent,
    kind: found.kind,
  })
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
