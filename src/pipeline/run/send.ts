import { messageOf } from '../../core/errors.ts'
import { PluginError } from '../../plugin-host/plugin-error.ts'
import type { Notification } from '../../plugin-sdk/types.ts'
import type { StartedPlugin } from '../plugins/open-plugins.ts'
import type { RunContext, RunState } from './context.ts'
import { unnamed } from './words.ts'

export interface Sent {
  readonly state: 'delivered' | 'skipped' | 'failed' | 'unknown'
  readonly detail: string | null
}

/** Has one notifier send one notification, and says how that went. It rejects only when the run is interrupted. */
export async function send(
  plugin: StartedPlugin,
  notification: Notification,
  { tell, signal }: RunContext,
  { evaluated }: Required<RunState>,
): Promise<Sent> {
  try {
    const answer = await plugin.call('notify', { notification, report: evaluated.report }, { signal })
    for (const line of answer.output ?? []) tell.note(line)
    const detail = answer.detail ?? null
    if (answer.delivered) return { state: 'delivered', detail }
    return { state: answer.unknown ? 'unknown' : answer.skipped ? 'skipped' : 'failed', detail }
  } catch (error) {
    signal.throwIfAborted()
    // Whether it had sent by then nobody can say; that it never began is certain.
    const never = error instanceof PluginError && NOT_BEGUN.has(error.failure)
    return { state: never ? 'failed' : 'unknown', detail: unnamed(messageOf(error)) }
  }
}

const NOT_BEGUN: ReadonlySet<string> = new Set(['unstarted', 'unsupported', 'disabled', 'refused', 'error'])
