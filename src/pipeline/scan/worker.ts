import { parentPort, workerData } from 'node:worker_threads'
import { runJobs, scansFor } from './run-jobs.ts'
import type { ScanJobs } from './jobs.ts'

const port = parentPort
if (!port) throw new Error('worker.ts runs in a worker thread')

const work = workerData as ScanJobs
const scans = await scansFor(work.jobs)
// That it is ready.
port.postMessage(null)
for (const batch of runJobs(work, scans)) {
  if (!batch) continue
  const columns = Object.values(batch.usage).filter((column) => ArrayBuffer.isView(column))
  port.postMessage(
    batch,
    columns.map((column) => column.buffer as ArrayBuffer),
  )
}
