import type { AgentFile, AgentProblem, Json } from '../plugin-sdk/types.ts'
import { isTooDeep } from './answers.ts'
import { PluginError } from './plugin-error.ts'
import type { RunningPlugin } from './types.ts'

export interface AgentScan {
  readonly dirs: readonly string[]
  /** Where the last scan ended, as the plugin said it; null the first time. */
  readonly from: Json
  readonly take: (row: unknown) => void
  readonly signal?: AbortSignal | undefined
}

export interface AgentScanned {
  /** Where the next one goes on. */
  readonly next: Json
  readonly files: readonly AgentFile[]
  readonly problems: readonly AgentProblem[]
}

/** Asks an agent for what is new. Rows are handed on as they come; they are good only when it has resolved. */
export async function scanAgent(plugin: RunningPlugin, { dirs, from, take, signal }: AgentScan): Promise<AgentScanned> {
  let come = 0
  const takeRows = (rows: readonly unknown[]): void => {
    come += rows.length
    for (const row of rows) {
      if (isTooDeep(row)) throw new PluginError(plugin.id, 'bad-answer', 'a row that it sent is nested too deeply')
      take(row)
    }
  }
  const body = { dirs, cursor: from, out: null }
  const { cursor, rows, files, problems, usage = [] } = await plugin.call('agent/scan', body, { takeRows, signal })
  takeRows(usage)
  if (come !== rows) {
    throw new PluginError(plugin.id, 'bad-answer', `it said that it sent ${rows} rows, and ${come} came`)
  }
  return { next: cursor ?? null, files, problems }
}
