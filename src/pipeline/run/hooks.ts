import { createHooks } from '../../hooks/create-hooks.ts'
import type { HookEvent, Hooks } from '../../hooks/types.ts'
import type { RunContext } from './context.ts'

/** The hooks of the job, each with the plugin that runs for it. A dry run asks none: they may do anything. */
export function openHooks({ job, plugins, dryRun, tell, signal }: RunContext): Hooks {
  const prepared = (dryRun ? [] : job.hooks).map((hook) => {
    const plugin = plugins.named(hook.plugin)
    const { priority, failPolicy, timeoutMs } = plugin.plan
    return { ...hook, plugin, ring: hook.ring ?? 'pre_flight', priority, failPolicy, timeoutMs } as const
  })
  return createHooks(prepared, { say: (warning) => tell.note(warning), signal })
}

/** Asks about one event after the other, until a hook ends the run: then why, else null. */
export async function askHooks(hooks: Hooks, events: readonly HookEvent[]): Promise<string | null> {
  for (const event of events) {
    const { block, by } = await hooks.trigger(event)
    if (block) return `${by} stopped the run at ${event.name}: ${block.message} (${block.error_type})`
  }
  return null
}
