import type { Scan, ScanFile } from '../../agents/_shared/agent.ts'
import { agentById } from '../../agents/list.ts'
import type { ScanBatch } from '../../warehouse/load/batch.ts'
import { newCollector } from './collector.ts'
import { ROWS } from './row-buffer.ts'

export interface ScanJob extends ScanFile {
  readonly agent: string
}

export interface ScanJobs {
  readonly jobs: readonly ScanJob[]
  /** One shared counter: whoever is free takes the next job. */
  readonly next: Int32Array
}

const FILES = 512

export type Scans = ReadonlyMap<string, Scan>

/** The readers of agents' logs. */
export async function scansFor(ids: readonly string[]): Promise<Scans> {
  return new Map(
    await Promise.all(
      ids.map(async (id) => {
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
