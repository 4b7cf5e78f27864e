import { createHooks } from '../../src/hooks/create-hooks.ts'
import type { HookEvent, Hooks, PreparedHook } from '../../src/hooks/types.ts'
import type { Calls } from '../../src/plugin-sdk/messages.ts'
import type { Json } from '../../src/plugin-sdk/types.ts'

export type Body = Calls['hook']['body']

/** What a made-up plugin answers; an error is thrown. */
export type Answer = (body: Body, signal: AbortSignal) => unknown

export type HookGiven = Partial<Omit<PreparedHook, 'plugin'>> & { readonly id?: string; readonly answer?: Answer }

/** A hook without a process. It listens to everything the tests trigger. */
export function hook({
  id = 'one',
  answer = () => ({ action: 'passthrough' }),
  ...more
}: HookGiven = {}): PreparedHook {
  return {
    plugin: { id, call: async (_name, body, { signal }) => answer(body, signal) },
    on: ['SessionStart', 'SessionEnd', 'CostThreshold', 'MetricsExport', 'Custom:*'],
    ring: 'pre_flight',
    threshold: null,
    priority: 50,
    failPolicy: 'open',
    timeoutMs: 10_000,
    ...more,
  }
}

export interface Made extends Hooks {
  readonly warnings: string[]
  readonly abort: (reason: Error) => void
}

export function made(hooks: readonly PreparedHook[]): Made {
  const warnings: string[] = []
  const controller = new AbortController()
  const running = createHooks(hooks, { say: (warning) => warnings.push(warning), signal: controller.signal })
  return { ...running, warnings, abort: (reason) => controller.abort(reason) }
}

export const started = (data: Json = { id: 's1' }): HookEvent => ({ name: 'SessionStart', data })

export const fail = (message: string) => (): never => {
  throw new Error(message)
}
