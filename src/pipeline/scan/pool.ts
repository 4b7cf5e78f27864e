import { setImmediate as breathe } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import type { ScanBatch } from '../../warehouse/load/batch.ts'
import { bytesOf } from './jobs.ts'
import type { ScanJobs } from './jobs.ts'
import { runJobs, scansFor } from './run-jobs.ts'
import type { Scans } from './run-jobs.ts'
import { MUCH } from './readers.ts'
import type { Readers } from './readers.ts'

/**
 * Reads what the readers are at with them, on this thread, and hands each batch over with the number of the thread whose
 * text codes it uses.
 */
export async function scanAll(
  { work, others, stop }: Readers,
  take: (batch: ScanBatch, worker: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  const bytes = bytesOf(work.jobs)
  signal?.addEventListener('abort', stop, { once: true })
  const there = Promise.all(others.map((reader, i) => reader.handOver((batch) => take(batch, i + 1))))
  // It may fail before it is waited for.
  there.catch(() => undefined)
  let resetV8 = (): void => undefined
  let isRead = false
  try {
    const scans = await scansFor(work.jobs)
    // With these flags V8 takes no compiled module from the cache, so that all have to be there.
    const tuned = Promise.all(others.map(({ ready }) => ready)).then(() => {
      if (!isRead) resetV8 = tuneV8(bytes)
    })
    // A large database is read in one go, in which nothing else happens on this thread.
    if (bytes > MUCH) await Promise.race([tuned, there])
    await Promise.all([readHere(work, scans, take, signal), there])
  } finally {
    isRead = true
    resetV8()
    signal?.removeEventListener('abort', stop)
    stop()
  }
  signal?.throwIfAborted()
}

/** To compile the readers as well as V8 can takes longer, in each thread, than it saves over fewer bytes than these. */
const WORTH_COMPILING = 3 * (1 << 30)

/** Batches pass through quickly: without this the heaps would grow by what was thrown away long ago. */
const SMALL_HEAPS = { 'semi-space-growth-factor': 1, 'min-semi-space-size': 4, 'heap-growing-percent': 100 }
/** What is called a few hundred times only, or has not seen yet what else there is, is not compiled. */
const LITTLE_COMPILED = { turbofan: false, 'invocation-count-for-maglev': 4000 }
/** Each core reads: threads beside those that do would only take turns with them. */
const FEW_THREADS = { 'parallel-scavenge': false, 'concurrent-maglev-max-threads': 1 }

/** As V8 has them unless it is told otherwise. */
const USUAL = {
  'semi-space-growth-factor': 2,
  'min-semi-space-size': 0,
  'heap-growing-percent': 0,
  turbofan: true,
  'invocation-count-for-maglev': 400,
  'parallel-scavenge': true,
  'concurrent-maglev-max-threads': 2,
}

/** Returns what takes it back. */
function tuneV8(bytes: number): () => void {
  setFlags(FEW_THREADS)
  if (bytes > MUCH) setFlags(SMALL_HEAPS)
  if (bytes < WORTH_COMPILING) setFlags(LITTLE_COMPILED)
  return () => setFlags(USUAL)
}

function setFlags(flags: Readonly<Record<string, number | boolean>>): void {
  for (const [flag, value] of Object.entries(flags))
    setFlagsFromString(typeof value === 'number' ? `--${flag}=${value}` : `--${value ? '' : 'no-'}${flag}`)
}

/** Seconds after which a signal is looked for. */
const LONG = 0.005

/** Between two files the batches of other threads are taken, and signals. */
async function readHere(
  work: ScanJobs,
  scans: Scans,
  take: (batch: ScanBatch, worker: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  // `performance` is eight modules of Node's, which V8 would have to compile at this moment.
  let breathed = process.uptime()
  for (const batch of runJobs(work, scans)) {
    if (batch) take(batch, 0)
    // Of thousands of small files each would take as long to wait for as to read.
    if (process.uptime() - breathed < LONG) continue
    await breathe()
    signal?.throwIfAborted()
    breathed = process.uptime()
  }
  signal?.throwIfAborted()
}
