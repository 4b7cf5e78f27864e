import type { Scan } from '../../agents/_shared/agent.ts'
import { agentById } from '../../agents/list.ts'
import type { ScanBatch } from '../../warehouse/load/batch.ts'
import { newCollector } from './collector.ts'
import { agentsOf } from './jobs.ts'
import type { ScanJob, ScanJobs } from './jobs.ts'
import { ROWS } from './row-buffer.ts'

const FILES = 512

export type Scans = ReadonlyMap<string, Scan>

/** The readers of these logs. */
export async function scansFor(jobs: readonly ScanJob[]): Promise<Scans> {
  return new Map(
    await Promise.all(
      agentsOf(jobs).map(async (id) => {
        const agent = agentById(id)
        if (!agent) throw new Error(`no agent ${id}`)
        return [id, await agent.loadScan()] as const
      }),
    ),
  )
}

/** Takes jobs until none is left. Stops after each, with a batch when one is full, so that its caller can breathe. */
export function* runJobs({ jobs, next }: ScanJobs, scans: Scans): Generator<ScanBatch | null> {
  const collector = newCollector()
  let files = 0
  for (;;) {
    const index = Atomics.add(next, 0, 1)
    const job = jobs[index]
    if (!job) break
    collector.scan(scans.get(job.agent)!, index, job)
    files += 1
    if (collector.rows() < ROWS && files < FILES) {
      yield null
      continue
    }
    do yield collector.take()
    while (collector.rows() >= ROWS)
    files = 0
  }
  do yield collector.take()
  while (collector.rows() > 0)
}
