import { totalmem } from 'node:os'
import type { RunContext, RunState } from './context.ts'

/** Of the seeds' SystemMetrics: what a run took, and what ran beside it. */
export interface SystemMetrics {
  readonly timestamp: string
  /** Of one processor, over the run. */
  readonly cpu_percent: number
  readonly cpu_seconds: number
  readonly wall_seconds: number
  /** At its highest, without the plugins. */
  readonly memory_used_mb: number
  readonly memory_total_mb: number
  readonly active_sessions: number
}

export function metricsOf({ startedAt }: Pick<RunContext, 'startedAt'>, { evaluated }: RunState): SystemMetrics {
  const usage = process.resourceUsage()
  const cpu = (usage.userCPUTime + usage.systemCPUTime) / 1e6
  const wall = performance.now() / 1000
  return {
    timestamp: new Date(startedAt).toISOString(),
    cpu_percent: Math.round((cpu / wall) * 1000) / 10,
    cpu_seconds: Math.round(cpu * 1000) / 1000,
    wall_seconds: Math.round(wall * 1000) / 1000,
    memory_used_mb: Math.round(usage.maxRSS / 1024),
    memory_total_mb: Math.round(totalmem() / (1 << 20)),
    active_sessions: evaluated?.activeSessions ?? 0,
  }
}
