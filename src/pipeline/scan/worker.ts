import { parentPort, workerData } from 'node:worker_threads'
import { runJobs } from './jobs.ts'
import type { ScanJobs } from './jobs.ts'

const port = parentPort
if (!port) throw new Error('worker.ts runs in a worker thread')

for (const batch of runJobs(workerData as ScanJobs)) {
  if (!batch) continue
  const columns = Object.values(batch.usage).filter((column) => ArrayBuffer.isView(column))
  port.postMessage(
    batch,
    columns.map((column) => column.buffer as ArrayBuffer),
  )
}
