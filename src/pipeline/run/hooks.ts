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
    const { block, by } = outcome
    if (block) {
      stopped = `${by} stopped the run at ${event.name}: ${block.message} (${block.error_type})`
      return { stopped, told: Math.min(told, i + 1) }
    }
    const failure = closedFailure(event.name, outcome)
    if (failure !== null) told = Math.min(told, i)
    stopped ??= failure
  }
  return { stopped, told }
}

/** A guard that could not be asked has not agreed. */
export function closedFailure(event: string, { failures }: Pick<HookOutcome, 'failures'>): string | null {
  const failed = failures.find(({ closed }) => closed)
  return failed ? `${failed.plugin} failed at ${event}, and its failPolicy is closed` : null
}
