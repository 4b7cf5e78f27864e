import type { ScanFile } from '../../agents/_shared/agent.ts'
import type { Source } from '../discover.ts'

/** A file, or what was added to it, and whose reader reads it. */
export interface ScanJob extends ScanFile {
  readonly agent: string
}

export interface ScanJobs {
  readonly jobs: readonly ScanJob[]
  /** One shared counter: whoever is free takes the next job. */
  readonly next: Int32Array
}

/** The largest first: at the end there is something left for each thread. */
export const bySize = (a: { readonly size: number }, b: { readonly size: number }): number => b.size - a.size

/** All logs that are there, from their beginnings. */
export const allOf = (sources: readonly Source[]): ScanJob[] =>
  sources
    .filter(({ plugin }) => !plugin)
    .flatMap(({ agent, files }) =>
      files.map(({ path, kind, size }) => ({ agent: agent.id, path, kind, size, start: 0, resume: null })),
    )
    .sort(bySize)

export const areSame = (some: readonly ScanJob[], others: readonly ScanJob[]): boolean =>
  some.length === others.length && some.every((job, i) => isSame(job, others[i]!))

const isSame = (a: ScanJob, b: ScanJob): boolean =>
  a.path === b.path && a.agent === b.agent && a.kind === b.kind && a.start === b.start && a.resume === b.resume

/** How much there is to read. */
export const bytesOf = (jobs: readonly ScanJob[]): number => jobs.reduce((sum, job) => sum + bytesLeft(job), 0)

/** How much a database holds that is new, only its reader can tell; it is little. */
const bytesLeft = ({ kind, size, start, resume }: ScanJob): number =>
  kind === 'database' && resume !== null ? 0 : size - start

export const agentsOf = (jobs: readonly ScanJob[]): string[] => [...new Set(jobs.map(({ agent }) => agent))]
