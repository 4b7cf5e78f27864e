import { resolve } from 'node:path'
import type { DuckDBConnection } from '../warehouse/duckdb.ts'
import { projectOf } from '../platform/project.ts'
import { NOT_THERE } from '../platform/walk.ts'
import { deleteFileRows, lastFileId } from '../warehouse/files.ts'
import type { LoadPlan } from '../warehouse/load/loading.ts'
import type { RestatementContext } from '../warehouse/load/restatements.ts'
import { readMeta, writeMeta } from '../warehouse/meta.ts'
import { addRoots, readRoots } from '../warehouse/roots.ts'
import type { Root } from '../warehouse/roots.ts'
import { forgetGathered } from '../warehouse/queries/gathered.ts'
import { forgetSessionInfo } from '../warehouse/queries/session-info.ts'
import type { Source } from './discover.ts'
import { digest, inventoryOf } from './inventory.ts'
import { planLoad } from './plan.ts'
import type { Owner, Plan } from './plan.ts'
import { areSame, bySize } from './scan/jobs.ts'
import type { Readers } from './scan/readers.ts'
import type { AskedAgent } from './plugins/agents/ask-agents.ts'
import { transactions } from './transactions.ts'
import type { InTransaction } from './transactions.ts'

export interface LoadOptions {
  readonly owner: Owner
  readonly progress?: (done: number, total: number) => void
  readonly signal?: AbortSignal | undefined
  /** What is loaded is seen by this connection alone, and gone with it. */
  readonly dryRun?: boolean
  /** Threads that read already what there is to read where nothing was known before. */
  readonly readers?: Readers | undefined
  /** How many threads read the logs where none were started; as many as pay unless given. */
  readonly threads?: number
  /** Once all logs are read, before what was found is merged. */
  readonly whenRead?: () => Promise<void>
  /** Once all is merged. While DuckDB stores it, this thread has nothing to do. */
  readonly whenMerged?: (() => void) | undefined
  /** The time of this load, ms since the epoch. */
  readonly now?: number
  /** Plugins that have begun to tell of their agents. */
  readonly asked?: readonly AskedAgent[]
}

export interface Loaded {
  /** The data directories a report covers. */
  readonly roots: readonly Root[]
  readonly filesRead: number
  /** Files that could not be read; they are tried again next time. */
  readonly filesFailed: number
  /** Some of them were listed and gone when their turn came: moved, compressed or cleaned up meanwhile. */
  readonly haveVanished: boolean
  /** With what plugins have told of them. */
  readonly sources: readonly Source[]
}

/** The day of the last load: days before it were over then. */
const LOADED_ON = 'loaded on'

/** Brings the warehouse up to what the logs say now, and then to what plugins tell. */
export async function loadUsage(
  db: DuckDBConnection,
  sources: readonly Source[],
  options: LoadOptions,
): Promise<Loaded> {
  forgetGathered(db)
  forgetSessionInfo(db)
  const known = await readRoots(db)
  const { rootIds, fresh } = numberRoots(sources, known)
  const all = [...known, ...fresh]
  const roots = all.filter(({ id }) => [...rootIds.values()].includes(id))
  const now = options.now ?? Date.now()
  const closed = await readMeta(db, LOADED_ON)
  const restatements = { closed, knownRoots: known.map(({ id }) => id), now }
  const inTransaction = transactions(db, options.dryRun ?? false)
  const context = { rootIds, fresh, all, restatements, inTransaction, options }
  const logs = await loadLogs(
    db,
    sources.filter(({ plugin }) => !plugin),
    context,
  )
  const plugged = sources.filter(({ plugin }) => plugin)
  if (plugged.length === 0) return { ...logs, roots, sources }
  const { loadAgents } = await import('./plugins/agents/load-agents.ts')
  const told = await loadAgents(db, plugged, { ...options, ...context, severalRoots: hasSeveral(all) })
  return {
    ...logs,
    roots,
    filesRead: logs.filesRead + told.filesRead,
    sources: sources.map((source) => told.sources.get(source) ?? source),
  }
}

interface LoadContext {
  readonly rootIds: ReadonlyMap<Source, number>
  readonly fresh: readonly Root[]
  readonly all: readonly Root[]
  readonly restatements: RestatementContext
  readonly inTransaction: InTransaction
  readonly options: LoadOptions
}

/** Changed files are read, in one transaction with where they end. */
async function loadLogs(
  db: DuckDBConnection,
  sources: readonly Source[],
  context: LoadContext,
): Promise<Pick<Loaded, 'filesRead' | keyof Failures>> {
  const { all, restatements, options } = context
  const rootIds = new Map([...context.rootIds].filter(([source]) => sources.includes(source)))
  const ids = new Set(rootIds.values())
  const fresh = context.fresh.filter(({ id }) => ids.has(id))
  const own = all.filter(({ id }) => ids.has(id)).map(({ id }) => id)
  const name = `inventory ${digest(own.join())}`
  const inventory = `${inventoryOf(sources)} ${JSON.stringify(options.owner.named ?? {})}`
  const today = new Date(restatements.now).toISOString().slice(0, 10)
  if (fresh.length === 0 && (await readMeta(db, name)) === inventory) {
    if (restatements.closed !== today && !options.dryRun) await writeMeta(db, { [LOADED_ON]: today })
    return { filesRead: 0, ...NO_FAILURES }
  }

  const lastId = await lastFileId(db)
  const plan = await planLoad(db, sources, rootIds, lastId, options.owner)
  let failures = NO_FAILURES
  await context.inTransaction(async () => {
    await addRoots(db, fresh)
    failures = await readPlanned(db, plan, all, lastId === 0, restatements, options)
    await writeMeta(db, { [LOADED_ON]: today, ...(failures.filesFailed === 0 ? { [name]: inventory } : {}) })
    if (options.whenMerged) setImmediate(options.whenMerged)
  })
  return { filesRead: plan.files.length, ...failures }
}

/** Most often there is nothing to read. */
export const importReading = () =>
  Promise.all([import('../warehouse/load/loading.ts'), import('./scan/pool.ts'), import('./scan/readers.ts')])

type Failures = Pick<Loaded, 'filesFailed' | 'haveVanished'>

const NO_FAILURES: Failures = { filesFailed: 0, haveVanished: false }

async function readPlanned(
  db: DuckDBConnection,
  plan: Plan,
  roots: readonly Root[],
  firstLoad: boolean,
  restatements: RestatementContext,
  options: LoadOptions,
): Promise<Failures> {
  await deleteFileRows(db, plan.dropped)
  if (plan.files.length + plan.gone.length + plan.others.length === 0) return NO_FAILURES
  const files = plan.files.toSorted((a, b) => bySize(a.record, b.record))
  const loadPlan: LoadPlan = {
    ...plan,
    files,
    firstLoad,
    severalRoots: hasSeveral(roots),
    projectOf,
    restatements,
  }
  const [{ beginLoading }, { scanAll }, { startReaders }] = await importReading()
  const loading = await beginLoading(db, loadPlan)
  const jobs = files.map(({ record, append, agent, kind }) => ({
    agent,
    path: record.path,
    kind,
    size: record.size,
    start: append ? record.readTo : 0,
    resume: append ? record.resume : null,
  }))
  const { readers } = options
  // What they have begun with is not what there is to do if another process has loaded some of it meanwhile.
  const begun = readers && !readers.isStopped() && areSame(readers.work.jobs, jobs) ? readers : undefined
  if (!begun) readers?.stop()
  let done = 0
  const reasons: string[] = []
  try {
    await scanAll(
      begun ?? startReaders(jobs, options.threads),
      (batch, worker) => {
        loading.take(batch, worker)
        for (const { failed } of batch.files) if (failed !== null) reasons.push(failed)
        done += batch.files.length
        options.progress?.(done, jobs.length)
      },
      options.signal,
    )
    await options.whenRead?.()
    await loading.finish()
    return { filesFailed: reasons.length, haveVanished: reasons.includes(NOT_THERE) }
  } catch (error) {
    loading.abandon()
    throw error
  }
}

const hasSeveral = (roots: readonly Root[]): boolean => new Set(roots.map(({ agent }) => agent)).size < roots.length

/** Roots are known by the path they were given, so that a folder keeps its history when a link to it is moved. */
function numberRoots(
  sources: readonly Source[],
  known: readonly Root[],
): { rootIds: Map<Source, number>; fresh: Root[] } {
  const rootIds = new Map<Source, number>()
  const fresh: Root[] = []
  const last = known.reduce((most, { id }) => Math.max(most, id), 0)
  for (const source of sources) {
    const { path } = source.place
    const agent = source.agent.id
    const root = known.find((each) => each.agent === agent && resolve(each.path) === path)
    if (!root && !source.exists) continue
    const id = root?.id ?? last + fresh.length + 1
    if (!root) fresh.push({ id, agent, path })
    rootIds.set(source, id)
  }
  return { rootIds, fresh }
}
