import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { DuckDBInstance } from '@duckdb/node-api'
import type { DuckDBConnection } from '@duckdb/node-api'
import { messageOf, RimuruError } from '../core/errors.ts'
import { makeFolder } from '../platform/folders.ts'
import { reasonOf } from '../platform/walk.ts'
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

/** Little while logs are read, beside the memory that takes; enough for the joins of many. */
export const limitWhileLoading = async (db: DuckDBConnection, logBytes: number): Promise<void> => {
  const megabytes = Math.min(MEMORY, Math.max(100, Math.round(logBytes / 20_000_000)))
  await db.run(`set memory_limit = '${megabytes}MB'`)
}

/** Some steps cannot use the disk and stop instead. */
export const isOutOfMemory = (error: unknown): boolean => messageOf(error).startsWith('Out of Memory Error')

export const liftLimit = async (db: DuckDBConnection): Promise<void> => {
  await db.run(`set memory_limit = '${MEMORY}MB'`)
}

/** DuckDB's lock on the file is the only lock: the kernel frees it when its holder dies. */
export async function openWarehouse(path: string, options: OpenOptions = {}): Promise<Warehouse> {
  if (path !== ':memory:') makeStateFolder(dirname(path))
  const instance = await openPatiently(path, options)
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

function makeStateFolder(path: string): void {
  try {
    makeFolder(path)
  } catch (cause) {
    throw new RimuruError('E8001', `the folder of the warehouse cannot be made: ${reasonOf(cause)}`, {
      where: path,
      hint: 'point RIMURU_HOME to a folder that can be written',
      cause,
    })
  }
}

async function openPatiently(path: string, options: OpenOptions): Promise<DuckDBInstance> {
  const until = Date.now() + (options.patience ?? PATIENCE)
  for (let pause = 10, told = false; ; pause = Math.min(pause * 2, 400)) {
    try {
      return await DuckDBInstance.create(path, {
        threads: '2',
        memory_limit: `${MEMORY}MB`,
        preserve_insertion_order: 'false',
        autoinstall_known_extensions: 'false',
        autoload_known_extensions: 'false',
        ...(options.readOnly ? { access_mode: 'READ_ONLY' } : {}),
      })
    } catch (error) {
      const message = messageOf(error)
      if (!/lock/i.test(message)) throw openError(path, error)
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

/** DuckDB names the holder: `Conflicting lock is held in /usr/bin/node (PID 123)`. */
const holderIn = (message: string): string => {
  const pid = /PID (\d+)/.exec(message)?.[1]
  return pid ? `process ${pid}` : 'another process'
}

const openError = (path: string, cause: unknown): RimuruError =>
  new RimuruError('E1001', `the warehouse cannot be opened: ${messageOf(cause).split('\n')[0]}`, {
    where: path,
    hint: 'if the file is damaged, move it away and restore a backup (rimuru restore)',
    cause,
  })
