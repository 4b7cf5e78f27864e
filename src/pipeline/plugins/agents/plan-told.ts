import { isAbsolute } from 'node:path'
import type { FileRecord } from '../../../warehouse/files.ts'
import { NOT_READ } from '../../../warehouse/load/batch.ts'
import type { LoadFile } from '../../../warehouse/load/loading.ts'
import type { SourceAgent } from '../../discover.ts'
import type { Owner, Plan } from '../../plan.ts'
import { READER } from '../../reader.ts'
import type { ToldFile } from './gather.ts'

export interface ToldContext {
  readonly root: number
  /** Of a file that is not known yet. */
  readonly nextId: number
  readonly agent: SourceAgent
  readonly owner: Owner
  /** Only what is new was told. */
  readonly goesOn: boolean
  readonly isThere: (path: string) => boolean
}

export interface ToldPlan extends Plan {
  /** What was told of each of `files`. */
  readonly told: readonly ToldFile[]
}

/** The files of an agent's plugin: those it has told of, and what has become of the others. */
export function planTold(known: readonly FileRecord[], told: readonly ToldFile[], context: ToldContext): ToldPlan {
  const { root, agent, goesOn, isThere } = context
  const { host, user } = context.owner
  const plan: ToldPlan = { told, files: [], gone: [], others: [], dropped: [] }
  const own = new Map(known.map((record) => [record.path, record]))
  let { nextId } = context
  for (const { path, size, mtime } of told) {
    const record = own.get(path)
    own.delete(path)
    const outside = { size: size || (record?.size ?? 0), mtime: mtime || (record?.mtime ?? 0), reader: READER }
    const fresh = { id: nextId, root, path, key: agent.fileKey(path), host, user, state: 'read', reason: null } as const
    if (!record) nextId += 1
    plan.files.push({
      record: { ...(record ?? { ...fresh, ...NOT_READ, inode: '' }), ...outside },
      known: record !== undefined,
      append: goesOn && record !== undefined,
      agent: agent.id,
      // What it tells again takes the place of what it told before.
      kind: 'database',
    } satisfies LoadFile)
  }
  for (const record of own.values()) {
    // An address is no file that could vanish.
    const there = !isAbsolute(record.path) || isThere(record.path)
    if (record.state === 'gone' && there) plan.others.push({ ...record, state: 'read' })
    if (record.state === 'gone' || there) continue
    if (record.state === 'failed' && record.records === 0) plan.dropped.push(record)
    else plan.gone.push({ ...record, state: 'gone' })
  }
  return plan
}
