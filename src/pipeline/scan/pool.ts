import { setImmediate as breathe } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import type { ScanBatch } from '../../warehouse/load/batch.ts'
import { runJobs, scansFor } from './jobs.ts'
import type { ScanJob, ScanJobs } from './jobs.ts'
import { MUCH } from './readers.ts'
import type { Reader, Readers, Reading } from './readers.ts'

/**
 * Reads the jobs, largest files first, with the readers and on this thread, and hands each batch over with the number of the
 * thread whose text codes it uses.
 */
export async function scanAll(
  jobs: readonly ScanJob[],
  take: (batch: ScanBatch, worker: number) => void,
  { others, stop }: Readers,
  signal?: AbortSignal,
): Promise<void> {
  const next = new Int32Array(new SharedArrayBuffer(4))
  const work = { jobs, next }
  const { bytes } = readingOf(jobs)
  if (bytes > MUCH) keepHeapsSmall()
  if (bytes < WORTH_COMPILING) setFlagsFromString('--no-turbofan')
  signal?.addEventListener('abort', stop, { once: true })
  try {
    const there = others.map((reader, i) => readThere(reader, work, (batch) => take(batch, i + 1)))
    await Promise.all([readHere(work, take, signal), ...there])
  } finally {
    signal?.removeEventListener('abort', stop)
    stop()
    setFlagsFromString('--turbofan')
  }
  signal?.throwIfAborted()
}

export const readingOf = (jobs: readonly ScanJob[]): Reading => ({
  bytes: jobs.reduce((sum, job) => sum + bytesLeft(job), 0),
  files: jobs.length,
  agents: [...new Set(jobs.map(({ agent }) => agent))],
})

/** Batches pass through quickly: without this the heaps would grow by what was thrown away long ago. */
function keepHeapsSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1')
  setFlagsFromString('--min-semi-space-size=4')
  setFlagsFromString('--heap-growing-percent=100')
}

/** To compile the readers as well as V8 can takes longer, in each thread, than it saves over fewer bytes than these. */
const WORTH_COMPILING = 3 * (1 << 30)

/** Milliseconds after which a signal is looked for. */
const LONG = 5

/** Between two files the batches of other threads are taken, and signals. */
async function readHere(
  work: ScanJobs,
  take: (batch: ScanBatch, worker: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  let breathed = performance.now()
  for (const batch of runJobs(work, await scansFor(readingOf(work.jobs).agents))) {
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

async function readThere({ worker, ended }: Reader, work: ScanJobs, take: (batch: ScanBatch) => void): Promise<void> {
  const failed = new Promise<never>((_, reject) => {
    worker.on('message', (batch: ScanBatch) => {
      try {
        take(batch)
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)))
      }
    })
  })
  worker.postMessage(work, [])
  await Promise.race([ended, failed])
}
