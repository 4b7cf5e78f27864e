import type { Json } from '../plugin-sdk/types.ts'
import { askHook } from './ask.ts'
import { createBackground } from './background.ts'
import { createMetadata } from './metadata.ts'
import { inOrder, isAsked } from './order.ts'
import { createRecords } from './records.ts'
import type { HookEvent, HookFailure, HookOutcome, Hooks, PreparedHook } from './types.ts'

export interface HooksOptions {
  /** Told of what a hook answered in vain. */
  readonly say: (warning: string) => void
  readonly signal: AbortSignal
}

export function createHooks(given: readonly PreparedHook[], { say, signal }: HooksOptions): Hooks {
  const hooks = inOrder(given)
  const records = createRecords(hooks)
  const asking = { records, signal }
  const background = createBackground()
  const said = new Set<string>()
  const warn = (plugin: string, message: string): void => {
    const warning = `plugin ${plugin}: ${message}`
    if (!said.has(warning)) say(warning)
    said.add(warning)
  }
  const metadata = createMetadata(
    hooks.map(({ plugin }) => plugin.id),
    warn,
  )
  const allFailures: HookFailure[] = []
  let last: Promise<unknown> = Promise.resolve()

  /** One event after the other, so that what hooks tell each other does not depend on who is faster. */
  function trigger(event: HookEvent): Promise<HookOutcome> {
    const outcome = last.then(() => run(event))
    last = outcome.catch(() => undefined)
    return outcome
  }

  async function run(event: HookEvent): Promise<HookOutcome> {
    const failures: HookFailure[] = []
    let { data } = event
    let by: string | null = null
    let asked = 0
    const outcome = (action: HookOutcome['action'], more: Partial<HookOutcome> = {}): HookOutcome => ({
      data,
      action,
      by,
      block: null,
      failures,
      asked,
      ...more,
    })
    for (const hook of hooks.filter((each) => isAsked(each, event))) {
      asked += 1
      if (hook.ring === 'background') {
        startInBackground(hook, event.name, data)
        continue
      }
      const result = await askHook(hook, { hook: event.name, data, metadata: metadata.current }, asking)
      if ('failure' in result) {
        failures.push(result.failure)
        allFailures.push(result.failure)
        continue
      }
      const { id } = hook.plugin
      const { answer } = result
      metadata.write(id, answer.metadata ?? {})
      if (answer.action === 'modify') {
        data = answer.data
        by = id
      } else if (answer.action === 'cache_hit') {
        return outcome('cache_hit', { by: id, data: answer.data })
      } else if (answer.action === 'block') {
        const { status_code, error_type, message } = answer
        return outcome('block', { by: id, block: { status_code, error_type, message } })
      }
    }
    return outcome(by === null ? 'passthrough' : 'modify')
  }

  function startInBackground(hook: PreparedHook, event: string, data: Json): void {
    const body = { hook: event, data, metadata: metadata.current }
    background.start(hook.plugin.id, async () => {
      // An interrupted run hears no more of it.
      const result = await askHook(hook, body, asking).catch(() => null)
      if (result === null || 'failure' in result) return result?.failure ?? null
      const { action, metadata: written = {} } = result.answer
      const wanted = action === 'passthrough' ? (Object.keys(written).length > 0 ? 'metadata' : null) : action
      if (wanted) warn(hook.plugin.id, `its ${wanted} for ${event} counts for nothing in the ring background`)
      return null
    })
  }

  async function finish(): Promise<{ failures: readonly HookFailure[] }> {
    await last
    const failures = await background.finish()
    allFailures.push(...failures)
    return { failures }
  }

  return { trigger, finish, failures: () => allFailures, hookReport: records.list }
}
