import type { LogKind, Sku } from '../../core/usage.ts'
import type { DuckDBConnection } from '../duckdb.ts'
import { appendWith, openBulkAppender } from '../bulk.ts'
import type { ColumnType } from '../bulk.ts'
import { openDimension } from '../dimensions.ts'
import type { FileRecord } from '../files.ts'
import type { ScanBatch, ScannedClaim, ScannedFile } from './batch.ts'
import { wasCut } from './file-record.ts'
import { openEntryAppender } from './entry-appender.ts'
import type { EntryIds } from './entry-appender.ts'
import { mergeFirst } from './merge-first.ts'
import { mergeUsage } from './merge.ts'
import { findOutdated } from './outdated.ts'
import { bytesOf, newRepeats } from './repeats.ts'
import { writeResiduals } from './residuals.ts'
import { writeRestatements } from './restatements.ts'
import { takeFiles } from './take-files.ts'
import type { RestatementContext } from './restatements.ts'

/** A file that is being read, by the number of its job. */
export interface LoadFile {
  readonly record: FileRecord
  /** The file is in the warehouse already. */
  readonly known: boolean
  /** Only what was added to it is read. */
  readonly append: boolean
  /** What is known of it was read with other rules. */
  readonly otherRules?: boolean
  readonly agent: string
  readonly kind: LogKind
}

export interface LoadPlan {
  readonly files: readonly LoadFile[]
  /** Files seen before that are no longer there. */
  readonly gone: readonly FileRecord[]
  /** Files that could not be read before and still are not. */
  readonly others: readonly FileRecord[]
  readonly firstLoad: boolean
  /** More than one data directory of one agent is known. */
  readonly severalRoots: boolean
  readonly projectOf: (cwd: string) => string
  readonly restatements: RestatementContext
}

export interface Loading {
  take(batch: ScanBatch, worker: number): void
  /** Merges everything in. Nothing before this has changed what a reader of the warehouse sees. */
  finish(): Promise<void>
  /** After a failure, before the transaction is rolled back. */
  abandon(): void
}

/** Takes what the readers find, while they read on. */
export async function beginLoading(db: DuckDBConnection, plan: LoadPlan): Promise<Loading> {
  const sessions = await openDimension(db, 'session', ['agent', 'name'])
  const skus = await openDimension(db, 'sku', ['provider', 'model', 'tier', 'speed', 'geo'])
  const places = await openDimension(db, 'place', ['cwd'])
  const branches = await openDimension(db, 'branch', ['name'])
  /** Of files that the warehouse knows. Of all others, of which there may be a hundred thousand, nothing is asked again. */
  const again: ScannedFile[] = []
  const claims: ScannedClaim[] = []

  const placeId = (cwd: string): number => places.idOf([cwd], () => [plan.projectOf(cwd)])
  const branchId = (name: string): number => branches.idOf([name])
  const sessionId = (agent: string, name: string): number => sessions.idOf([agent, name])
  const skuId = ({ provider, model, tier, speed, geo }: Sku): number => skus.idOf([provider, model, tier, speed, geo])
  const ids = { sessionId, skuId, placeId, branchId }
  const usage = await (plan.firstLoad ? takeFirst : takeMore)(db, plan, ids)
  const files = takeFiles(db, plan, ids)

  function take(batch: ScanBatch, worker: number): void {
    usage.take(batch, worker)
    files.take(batch)
    if (!plan.firstLoad) again.push(...batch.files.filter(({ file }) => plan.files[file]!.known))
    // One by one: a log may have more of them than a function takes arguments.
    for (const claim of batch.claims) claims.push(claim)
  }

  async function finish(): Promise<void> {
    const changed = await files.finish()
    await writeClaims(db, plan, claims, again)
    for (const dimension of [sessions, skus, places, branches]) dimension.save()
    if (!plan.firstLoad) {
      await db.run(
        nameFiles('stage_file', changed) +
          nameFiles('rewritten', rewrittenOf(plan.files)) +
          nameFiles('shortened', shortenedOf(plan.files, again)),
      )
    }
    await usage.merge(again)
    await countRows(db, plan.files)
    const save = (): void => {
      sessions.save()
      skus.save()
    }
    await writeResiduals(db, { sessionId, skuId, firstLoad: plan.firstLoad, save })
    if (!plan.firstLoad) await writeRestatements(db, plan.restatements)
  }

  function abandon(): void {
    usage.abandon()
    files.abandon()
  }

  return { take, finish, abandon }
}

interface TakenUsage {
  take(batch: ScanBatch, worker: number): void
  merge(again: readonly ScannedFile[]): Promise<void>
  abandon(): void
}

/** Nothing is known yet: what is found goes where it belongs, and only what was found twice is looked at again. */
async function takeFirst(db: DuckDBConnection, { files, severalRoots }: LoadPlan, ids: EntryIds): Promise<TakenUsage> {
  const entries = openEntryAppender(db, 'entry', files, ids)
  await db.run('create or replace temp table candidate (identity varchar)')
  const candidates = openBulkAppender(db, 'candidate', ['text'])
  const repeats = newRepeats()
  let repeated = false
  let copies = false
  return {
    take(batch, worker) {
      const { rows, copyOf, flags } = batch.usage
      const identities = entries.append(batch, worker)
      const bytes = bytesOf(batch.usage.identities)
      let end = -1
      const again = identities.filter((identity, row) => {
        const from = end + 1
        end = from + identity.length
        return (flags[row]! & 255) === 0 && repeats.isRepeated(bytes, from, end)
      })
      candidates.append([again], again.length)
      repeated ||= again.length > 0
      copies ||= copyOf.subarray(0, rows).some((code) => code !== -1)
    },
    async merge() {
      entries.close()
      candidates.close()
      await mergeFirst(db, { severalRoots, repeated, copies })
    },
    abandon() {
      entries.abandon()
      candidates.abandon()
    },
  }
}

/** What is found is set beside what is known, which it may be a newer version of. */
async function takeMore(db: DuckDBConnection, { files, severalRoots }: LoadPlan, ids: EntryIds): Promise<TakenUsage> {
  await db.run('create or replace temp table incoming as from entry limit 0')
  const incoming = openEntryAppender(db, 'incoming', files, ids)
  return {
    take: (batch, worker) => void incoming.append(batch, worker),
    async merge(again) {
      incoming.close()
      await findOutdated(db, readWithOtherRules(files, again))
      await mergeUsage(db, severalRoots)
      await db.run('drop table incoming')
    },
    abandon: incoming.abandon,
  }
}

const COUNTS = [0, 1, 2, 3, 4, 5, 6] as const

/** Those of `claim`, in its order. */
const CLAIM_COLUMNS: readonly ColumnType[] = ['int', 'text', 'time', 'bigint', ...COUNTS.map(() => 'bigint' as const)]

/** Totals that stood where has been read now are replaced; those beyond, in a file that was cut short, stay. */
async function writeClaims(
  db: DuckDBConnection,
  plan: LoadPlan,
  claims: readonly ScannedClaim[],
  again: readonly ScannedFile[],
): Promise<void> {
  const read = again.filter(({ failed }) => failed === null)
  if (read.length > 0) {
    const ranges = read.map(({ file, readTo }) => {
      const { record, append, kind } = plan.files[file]!
      return `(${record.id}, ${append ? record.readTo : 0}, ${kind === 'lines' ? readTo : Number.MAX_SAFE_INTEGER})`
    })
    await db.run(`
      delete from claim using (values ${ranges.join(', ')}) as again (file_id, read_from, read_to)
      where claim.file_id = again.file_id and byte_offset >= read_from and byte_offset < read_to`)
  }
  const number = (of: (claim: ScannedClaim) => number): Float64Array => Float64Array.from(claims, of)
  appendWith(openBulkAppender(db, 'claim', CLAIM_COLUMNS), ({ append }) =>
    append(
      [
        Int32Array.from(claims, ({ file }) => plan.files[file]!.record.id),
        claims.map(({ model }) => model),
        number(({ at }) => at),
        number(({ offset }) => offset),
        ...COUNTS.map((i) => number(({ counts }) => counts[i])),
      ],
      claims.length,
    ),
  )
}

/** A table of these files, for the steps that follow. */
function nameFiles(table: string, files: readonly FileRecord[]): string {
  const rows = files.map(({ id }) => `(${id})`).join(', ')
  return `create or replace temp table ${table} (file_id integer); ${rows && `insert into ${table} values ${rows};`}`
}

/** The files that say everything anew, or may: what they say now replaces what they said. */
const rewrittenOf = (files: readonly LoadFile[]): FileRecord[] =>
  files.filter(({ kind }) => kind !== 'lines').map(({ record }) => record)

const readWithOtherRules = (files: readonly LoadFile[], again: readonly ScannedFile[]): FileRecord[] =>
  again
    .filter(({ failed }) => failed === null)
    .map(({ file }) => files[file]!)
    .filter(({ kind, otherRules }) => kind === 'lines' && otherRules)
    .map(({ record }) => record)

const shortenedOf = (files: readonly LoadFile[], again: readonly ScannedFile[]): FileRecord[] =>
  again.flatMap((end) => (wasCut(files[end.file]!, end) ? [files[end.file]!.record] : []))

/** A row of a database that was read again is no second record. */
async function countRows(db: DuckDBConnection, files: readonly LoadFile[]): Promise<void> {
  const databases = files.filter(({ kind }) => kind === 'database').map(({ record }) => record.id)
  if (databases.length === 0) return
  const these = `file_id in (${databases.join(', ')})`
  await db.run(`
    update file set records = coalesce(rows, 0) from file f left join (
      select file_id, count(*) as rows from entry where part = 0 and not derived and ${these} group by 1
    ) using (file_id)
    where f.file_id = file.file_id and file.${these} and file.state = 'read'`)
}
