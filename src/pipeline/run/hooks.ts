import { createHooks } from '../../hooks/create-hooks.ts'
import type { HookEvent, HookOutcome, Hooks } from '../../hooks/types.ts'
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

export interface Asked {
  /** Why the run ends here. */
  readonly stopped: string | null
  /** How many of the events were told, from the first on. */
  readonly told: number
}

/** Asks about one event after the other, until a hook blocks. One that fails and must not stops the run after all of them. */
export async function askHooks(hooks: Hooks, events: readonly HookEvent[]): Promise<Asked> {
  let stopped: string | null = null
  let told = events.length
  for (const [i, event] of events.entries()) {
    const outcome = await hooks.trigger(event)
    const stop = stopOf(event.name, outcome)
    if (outcome.block) return { stopped: stop, told: Math.min(told, i + 1) }
    if (stop !== null) told = Math.min(told, i)
    stopped ??= stop
  }
  return { stopped, told }
}

/** Why the run ends with an event, if it does. A guard that could not be asked has not agreed. */
export function stopOf(event: string, { block, by, failures }: HookOutcome): string | null {
  if (block) {
    const type = block.error_type === 'blocked' ? '' : ` (${block.error_type})`
    return `${by} stopped the run at ${event}: ${block.message}${type}`
  }
  const failed = failures.find(({ closed }) => closed)
  return failed ? `${failed.plugin} failed at ${event}, and its failPolicy is closed` : null
}
