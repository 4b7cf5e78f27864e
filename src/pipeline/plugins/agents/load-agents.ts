import { existsSync } from 'node:fs'
import { projectOf } from '../../../platform/project.ts'
import type { DuckDBConnection } from '../../../warehouse/duckdb.ts'
import { deleteFileRows, lastFileId, readFiles } from '../../../warehouse/files.ts'
import { beginLoading } from '../../../warehouse/load/loading.ts'
import type { RestatementContext } from '../../../warehouse/load/restatements.ts'
import { readMeta, writeMeta } from '../../../warehouse/meta.ts'
import { addRoots } from '../../../warehouse/roots.ts'
import type { Root } from '../../../warehouse/roots.ts'
import type { Source } from '../../discover.ts'
import type { Owner } from '../../plan.ts'
import type { InTransaction } from '../../transactions.ts'
import { positionName } from './ask-agents.ts'
import type { AskedAgent } from './ask-agents.ts'
import type { Gathered } from './gather.ts'
import { planTold } from './plan-told.ts'
import { replay } from './replay.ts'

export interface AgentsContext {
  readonly asked?: readonly AskedAgent[]
  readonly owner: Owner
  readonly rootIds: ReadonlyMap<Source, number>
  /** Roots that the warehouse does not have yet. */
  readonly fresh: readonly Root[]
  readonly severalRoots: boolean
  readonly restatements: RestatementContext
  readonly signal?: AbortSignal | undefined
  readonly inTransaction: InTransaction
}

export interface LoadedAgents {
  /** As they are known to be now. */
  readonly sources: ReadonlyMap<Source, Source>
  readonly filesRead: number
}

/** Brings in what plugins have told, each with where its next scan goes on. One that has failed changes nothing. */
export async function loadAgents(
  db: DuckDBConnection,
  plugged: readonly Source[],
  context: AgentsContext,
): Promise<LoadedAgents> {
  const failures = new Map<Source, string>()
  let filesRead = 0
  for (const agent of context.asked ?? []) {
    const answer = await agent.answer
    context.signal?.throwIfAborted()
    if ('failed' in answer) failures.set(agent.source, answer.failed)
    else filesRead += await loadOne(db, agent, answer, context)
  }
  const sources = new Map<Source, Source>()
  for (const source of plugged) {
    const reason = failures.get(source)
    const failed = reason === undefined ? source.failed : [{ path: source.place.path, reason }]
    sources.set(source, { ...source, files: await filesOf(db, context.rootIds.get(source)), failed })
  }
  return { sources, filesRead }
}

async function loadOne(
  db: DuckDBConnection,
  { source, by, goesOn }: AskedAgent,
  { files, next }: Gathered,
  context: AgentsContext,
): Promise<number> {
  const root = context.rootIds.get(source)!
  const plan = planTold(await readFiles(db, root), [...files.values()], {
    root,
    nextId: 1 + (await lastFileId(db)),
    agent: source.agent,
    owner: context.owner,
    goesOn,
    isThere: existsSync,
  })
  const position = JSON.stringify({ by, next })
  const isNew = (await readMeta(db, positionName(root))) !== position
  const { gone, others, dropped } = plan
  if (!isNew && plan.files.length + gone.length + others.length + dropped.length === 0) return 0
  await context.inTransaction(async () => {
    await addRoots(
      db,
      context.fresh.filter(({ id }) => id === root),
    )
    await deleteFileRows(db, dropped)
    if (plan.files.length + gone.length + others.length > 0) {
      const { severalRoots, restatements } = context
      const loading = await beginLoading(db, { ...plan, firstLoad: false, severalRoots, projectOf, restatements })
      try {
        replay(plan.told, plan.files, loading)
        await loading.finish()
      } catch (error) {
        loading.abandon()
        throw error
      }
    }
    await writeMeta(db, { [positionName(root)]: position })
  })
  return plan.files.length
}

async function filesOf(db: DuckDBConnection, root: number | undefined): Promise<Source['files']> {
  if (root === undefined) return []
  return (await readFiles(db, root))
    .filter(({ state }) => state === 'read')
    .map(({ path, size, mtime, inode }) => ({ path, size, mtime, inode, kind: 'database' }))
}
