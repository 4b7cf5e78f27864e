import { getCompileCacheDir } from 'node:module'
import { availableParallelism } from 'node:os'
import { dirname } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { ScanBatch } from '../../warehouse/load/batch.ts'
import { bytesOf } from './jobs.ts'
import type { ScanJob, ScanJobs } from './jobs.ts'

/** Threads that read beside this one, from the moment that they have what they need to: which takes them a while. */
export interface Readers {
  readonly work: ScanJobs
  readonly others: readonly Reader[]
  stop(): void
  /** Some of the work may be lost, then. */
  isStopped(): boolean
}

export interface Reader {
  /** It has all that it needs to read. */
  readonly ready: Promise<void>
  /** Hands over what it finds, and what it has found before somebody asked, until it has ended. */
  handOver(take: (batch: ScanBatch) => void): Promise<void>
}

/** Starting a thread costs about as much as reading this many bytes. */
export const WORTH_A_THREAD = 24 << 20
const MOST_THREADS = 8
/** From so many bytes on memory counts more than the few per cent of time that it takes to save it. */
export const MUCH = 1 << 30

/** As many as pay, or one less than are wanted: this thread reads as well. */
export function startReaders(jobs: readonly ScanJob[], wanted?: number): Readers {
  const bytes = bytesOf(jobs)
  const threads = wanted ?? (bytes < WORTH_A_THREAD ? 1 : Math.min(availableParallelism(), MOST_THREADS, jobs.length))
  const work = { jobs, next: new Int32Array(new SharedArrayBuffer(4)) }
  const workers = Array.from({ length: Math.max(0, threads - 1) }, () => startWorker(work, bytes > MUCH ? 24 : 48))
  let isStopped = false
  return {
    work,
    others: workers.map(readerOf),
    stop() {
      isStopped = true
      void Promise.all(workers.map((each) => each.terminate()))
    },
    isStopped: () => isStopped,
  }
}

function startWorker(work: ScanJobs, youngMegabytes: number): Worker {
  // A thread does not inherit the cache of compiled modules: without it, it compiles for longer than it reads.
  const cache = getCompileCacheDir?.()
  return new Worker(new URL(`./worker${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url), {
    workerData: work,
    env: cache ? { ...process.env, NODE_COMPILE_CACHE: dirname(cache) } : process.env,
    resourceLimits: { maxYoungGenerationSizeMb: youngMegabytes },
  })
}

function readerOf(worker: Worker): Reader {
  const early: ScanBatch[] = []
  let take = (batch: ScanBatch): void => void early.push(batch)
  let sayReady = (): void => undefined
  const ready = new Promise<void>((resolve) => (sayReady = resolve))
  worker.on('message', (batch: ScanBatch | null) => (batch ? take(batch) : sayReady()))
  const ended = new Promise<void>((resolve, reject) => {
    worker.once('error', reject)
    worker.once('exit', () => resolve())
  })
  // It may fail before anybody waits for it.
  ended.catch(() => undefined)
  return {
    ready,
    async handOver(receive) {
      const failed = new Promise<never>((_, reject) => {
        take = (batch) => {
          try {
            receive(batch)
          } catch (error) {
            reject(error instanceof Error ? error : new Error(String(error)))
          }
        }
      })
      for (const batch of early.splice(0)) take(batch)
      await Promise.race([ended, failed])
    },
  }
}
