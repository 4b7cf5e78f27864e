import { getCompileCacheDir } from 'node:module'
import { availableParallelism } from 'node:os'
import { dirname } from 'node:path'
import { setImmediate as breathe } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { Worker } from 'node:worker_threads'
import type { ScanBatch } from '../../warehouse/load/batch.ts'
import { runJobs, scansFor } from './jobs.ts'
import type { ScanJob, ScanJobs } from './jobs.ts'

/** Starting a thread costs about as much as reading this many bytes. */
const WORTH_A_THREAD = 24 << 20
const MOST_THREADS = 8
/** From so many bytes on memory counts more than the few per cent of time that it takes to save it. */
const MUCH = 1 << 30

/**
 * Reads the jobs, largest files first, on as many threads as pay, this one among them, and hands each batch over with the
 * number of the thread whose text codes it uses.
 */
export async function scanAll(
  jobs: readonly ScanJob[],
  take: (batch: ScanBatch, worker: number) => void,
  signal?: AbortSignal,
  wanted?: number,
): Promise<void> {
  const next = new Int32Array(new SharedArrayBuffer(4))
  const work = { jobs, next }
  const bytes = jobs.reduce((sum, job) => sum + bytesLeft(job), 0)
  const threads = wanted ?? (bytes < WORTH_A_THREAD ? 1 : Math.min(availableParallelism(), MOST_THREADS, jobs.length))
  if (threads < 2 && bytes < WORTH_A_THREAD) return readHere(work, take, signal)
  const isMuch = bytes > MUCH
  if (isMuch) keepHeapsSmall()
  const workers = Array.from({ length: threads - 1 }, () => startWorker(work, isMuch ? 12 : 48))
  const stop = (): void => void Promise.all(workers.map((worker) => worker.terminate()))
  signal?.addEventListener('abort', stop, { once: true })
  try {
    const others = workers.map((worker, i) => finished(worker, (batch) => take(batch, i + 1)))
    await Promise.all([readHere(work, take, signal), ...others])
  } finally {
    signal?.removeEventListener('abort', stop)
    stop()
  }
  signal?.throwIfAborted()
  if (isMuch) giveBackMemory()
}

/** Batches pass through quickly: without this the heaps would grow by what was thrown away long ago. */
function keepHeapsSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1')
  setFlagsFromString('--min-semi-space-size=4')
  setFlagsFromString('--heap-growing-percent=20')
}

/** What the batches left behind goes before DuckDB needs room to merge them. */
function giveBackMemory(): void {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
}

/** Milliseconds after which a signal is looked for. */
const LONG = 5

/** Between two files the batches of other threads are taken, and signals. */
async function readHere(
  work: ScanJobs,
  take: (batch: ScanBatch, worker: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  let breathed = performance.now()
  for (const batch of runJobs(work, await scansFor(work.jobs))) {
    if (batch) take(batch, 0)
    // Of thousands of small files each would take as long to wait for as to read.
    if (performance.now() - breathed < LONG) continue
    await breathe()
    signal?.throwIfAborted()
    breathed = performance.now()
  }
  signal?.throwIfAborted()
}

/** How much a database holds that is new, only its reader can tell; it is little. */
const bytesLeft = ({ kind, size, start, resume }: ScanJob): number =>
  kind === 'database' && resume !== null ? 0 : size - start

const startWorker = (workerData: unknown, youngMegabytes: number): Worker => {
  // A thread does not inherit the cache of compiled modules: without it, it compiles for longer than it reads.
  const cache = getCompileCacheDir?.()
  return new Worker(new URL(`./worker${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url), {
    workerData,
    env: cache ? { ...process.env, NODE_COMPILE_CACHE: dirname(cache) } : process.env,
    resourceLimits: { maxYoungGenerationSizeMb: youngMegabytes },
  })
}

function finished(worker: Worker, take: (batch: ScanBatch) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.on('message', (batch: ScanBatch) => {
      try {
        take(batch)
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)))
      }
    })
    worker.once('error', reject)
    worker.once('exit', () => resolve())
  })
}
