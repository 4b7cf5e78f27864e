import { existsSync, linkSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { DuckDBConnection } from './duckdb.ts'
import { messageOf, RimuruError, systemCodeOf } from '../core/errors.ts'
import { makeStateFolder, removeIfAbandoned } from '../platform/folders.ts'
import { reasonOf } from '../platform/walk.ts'
import { openDatabase } from './duckdb.ts'
import { explained } from './failures.ts'
import type { DuckDBDatabase } from './duckdb.ts'
import { migrate } from './migrate.ts'

export interface Warehouse {
  readonly path: string
  readonly db: DuckDBConnection
  /** For what has to be asked while a result of `db` is still being read. */
  connect(): Promise<DuckDBConnection>
  close(): void
}

export interface OpenOptions {
  readonly readOnly?: boolean
  /** How long to wait for another process that holds the file, in milliseconds. */
  readonly patience?: number
  /** Told once, when there is something to wait for. */
  readonly waiting?: (holder: string) => void
  readonly signal?: AbortSignal | undefined
  /** Create the tables of an earlier version, for data that was written with it. */
  readonly schemaVersion?: number
}

const PATIENCE = 60_000
/** What DuckDB may hold before it uses the disk, in megabytes. Some queries cannot use it and need room. */
const MEMORY = 1024

/** In bytes. A file is written in whole blocks, and most columns of most warehouses are small: they take half the space that they take in DuckDB's own blocks. */
const BLOCK = '65536'

/** To try what these compressions would save takes longer than to write it. */
export const tuneForLoading = (db: DuckDBConnection): Promise<void> =>
  db.run("set disabled_compression_methods = 'fsst,dictionary'")

/** Little memory while logs are read, beside what that takes; enough for the joins of many. */
export const limitForReading = (db: DuckDBConnection, logBytes: number): Promise<void> =>
  limitTo(db, memoryFor(logBytes, 100))

/** Once they are read, what that took is free: what was found need not be fetched from the disk again for each question. */
export const limitForMerging = (db: DuckDBConnection, logBytes: number): Promise<void> =>
  limitTo(db, memoryFor(logBytes, 250))

export const liftLimit = (db: DuckDBConnection): Promise<void> => limitTo(db, MEMORY)

/** DuckDB gives back all memory that it does not use: what it needs next it has to ask for anew. */
const limitTo = (db: DuckDBConnection, megabytes: number): Promise<void> =>
  db.run(`set memory_limit = '${megabytes}MB'`)

const memoryFor = (logBytes: number, least: number): number =>
  Math.min(MEMORY, Math.max(least, Math.round(logBytes / 20_000_000)))

/** Some steps cannot use the disk and stop instead. */
export const isOutOfMemory = (error: unknown): boolean =>
  [error, error instanceof Error ? error.cause : null].some((each) => messageOf(each).startsWith('Out of Memory Error'))

/** To the file at once, and not to the log beside it first: what stands there is written to the file when it is closed anyway. */
export const commitToFile = async (db: DuckDBConnection): Promise<void> => {
  await db.run("set auto_checkpoint_skip_wal_threshold = 0; set wal_autocheckpoint = '1B'; commit")
  await db.run('reset auto_checkpoint_skip_wal_threshold; reset wal_autocheckpoint')
}

/** Where a restore has its warehouse until it is whole. */
export const restoredBeside = (path: string): string => `${path}.restoring`

/** What DuckDB has beside its file begins with the name of that. */
export const DATABASE_FILES = ['', '.wal', '.tmp']

/** DuckDB's lock on the file is the only lock: the kernel frees it when its holder dies. */
export async function openWarehouse(path: string, options: OpenOptions = {}): Promise<Warehouse> {
  const isFile = path !== ':memory:'
  if (isFile) makeFolderHere(dirname(path))
  if (isFile && !options.readOnly) {
    if (options.schemaVersion === undefined && !existsSync(path)) createFile(path)
    for (const part of DATABASE_FILES) removeIfAbandoned(restoredBeside(path) + part)
  }
  const instance = await openPatiently(path, options)
  if (isFile && !options.readOnly) removeSpilled(path)
  const db = await instance.connect()
  const close = (): void => {
    db.closeSync()
    instance.closeSync()
  }
  try {
    await migrate(db, path, { readOnly: options.readOnly ?? false, upTo: options.schemaVersion })
  } catch (error) {
    close()
    throw error
  }
  return { path, db, connect: () => instance.connect(), close }
}

function makeFolderHere(folder: string): void {
  try {
    makeStateFolder(folder)
  } catch (cause) {
    throw new RimuruError('E8001', `the folder of the warehouse cannot be made: ${reasonOf(cause)}`, {
      where: folder,
      hint: 'point RIMURU_HOME to a folder that can be written',
      cause,
    })
  }
}

/** As the migrations leave it (`npm run empty-warehouse`): DuckDB takes as long to make one as to open it. */
const EMPTY = new URL('./empty/warehouse.db', import.meta.url)

const NO_ROOM: ReadonlySet<string | undefined> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])

/**
 * DuckDB makes a file before it locks it, and of two that begin at the same moment one finds it empty. So it is made aside
 * and appears whole. Nor is one begun where there is no room for all of it: it would be taken for a damaged one ever after.
 */
function createFile(path: string): void {
  const aside = `${path}.${process.pid}`
  try {
    writeFileSync(aside, readFileSync(EMPTY), { flush: true })
    link(aside, path)
  } catch (error) {
    // Anything else DuckDB complains of, if it has to.
    if (NO_ROOM.has(systemCodeOf(error)))
      throw openError(path, new Error(`IO Error: ${messageOf(error)}`, { cause: error }))
  } finally {
    remove(aside)
  }
}

function remove(path: string): void {
  try {
    rmSync(path, { force: true })
  } catch {
    // Where nothing can be removed, nothing was made.
  }
}

function link(from: string, to: string): void {
  try {
    linkSync(from, to)
  } catch {
    // Another one may have been quicker; its file stays. Where there are no links DuckDB makes its own.
  }
}

/** What a process has left that was killed while it had too little memory. As long as the file is held, nobody else needs it. */
function removeSpilled(path: string): void {
  try {
    rmSync(`${path}.tmp`, { recursive: true, force: true })
  } catch {
    // Somebody else's: DuckDB complains once it needs the place.
  }
}

async function openPatiently(path: string, options: OpenOptions): Promise<DuckDBDatabase> {
  const until = Date.now() + (options.patience ?? PATIENCE)
  for (let pause = 10, told = false; ; pause = Math.min(pause * 2, 400)) {
    const isReplaced = watchForReplacement(path)
    try {
      const database = await openDatabase(path, {
        // A second one costs more than it brings: loading leaves it no processor, and then there are few rows for it.
        threads: '1',
        memory_limit: `${MEMORY}MB`,
        default_block_size: BLOCK,
        preserve_insertion_order: 'false',
        autoinstall_known_extensions: 'false',
        autoload_known_extensions: 'false',
        ...(options.readOnly ? { access_mode: 'READ_ONLY' } : {}),
      })
      if (!isReplaced()) return database
      database.closeSync()
      continue
    } catch (error) {
      if (isReplaced()) continue
      const message = messageOf(error)
      if (!/conflicting lock|could not set lock/i.test(message)) throw openError(path, error)
      const holder = holderIn(message)
      if (Date.now() > until) {
        throw new RimuruError('E1001', `the warehouse is in use by ${holder}`, {
          where: path,
          hint: 'wait for it to finish, or stop it, and run again',
          cause: error,
        })
      }
      if (!told) options.waiting?.(holder)
      told = true
    }
    options.signal?.throwIfAborted()
    await sleep(pause, undefined, { signal: options.signal })
  }
}

/** A restore puts another file in the place of the one that was waited for. What is written to the old one is lost. */
function watchForReplacement(path: string): () => boolean {
  const inode = (): number | undefined => statSync(path, { throwIfNoEntry: false })?.ino
  const before = inode()
  return () => before !== undefined && inode() !== before
}

/** DuckDB names the holder: `Conflicting lock is held in /usr/bin/node (PID 123)`. */
const holderIn = (message: string): string => {
  const pid = /PID (\d+)/.exec(message)?.[1]
  return pid ? `process ${pid}` : 'another process'
}

function openError(path: string, error: unknown): RimuruError {
  const known = explained(error)
  if (known instanceof RimuruError)
    return new RimuruError('E1001', known.message, { where: path, hint: known.hint, cause: error })
  return new RimuruError('E1001', `the warehouse cannot be opened: ${messageOf(error).split('\n')[0]}`, {
    where: path,
    hint: 'if the file is damaged, move it away and restore a backup (rimuru restore)',
    cause: error,
  })
}
