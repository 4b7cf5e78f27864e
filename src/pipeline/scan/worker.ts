import { once } from 'node:events'
import { parentPort, workerData } from 'node:worker_threads'
import { runJobs, scansFor } from './jobs.ts'
import type { ScanJobs } from './jobs.ts'

const port = parentPort
if (!port) throw new Error('worker.ts runs in a worker thread')

const told = once(port, 'message')
const scans = await scansFor(workerData as readonly string[])
// That it is ready.
port.postMessage(null)
const [work] = await told
for (const batch of runJobs(work as ScanJobs, scans)) {
  if (!batch) continue
  const columns = Object.values(batch.usage).filter((column) => ArrayBuffer.isView(column))
  port.postMessage(
    batch,
    columns.map((column) => column.buffer as ArrayBuffer),
  )
}
