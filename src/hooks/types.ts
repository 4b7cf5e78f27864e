import type { Ring } from '../config/job-types.ts'
import type { Money } from '../core/money.ts'
import type { Calls } from '../plugin-sdk/messages.ts'
import type { HookResult, Json } from '../plugin-sdk/types.ts'

/** As much of a running plugin as a hook needs. */
export interface HookPlugin {
  readonly id: string
  readonly call: (
    name: 'hook',
    body: Calls['hook']['body'],
    options: { readonly timeoutMs: number; readonly signal: AbortSignal },
  ) => Promise<unknown>
}

/** A hook of the job, and the plugin that runs for it. */
export interface PreparedHook {
  readonly plugin: HookPlugin
  /** Names of events; `Custom:*` is all of the job's own. */
  readonly on: readonly string[]
  readonly ring: Ring
  /** Of CostThreshold: the cost from which on it is asked. */
  readonly threshold: Money | null
  readonly priority: number
  readonly failPolicy: 'open' | 'closed'
  readonly timeoutMs: number
}

type SessionEvent = 'SessionStart' | 'SessionUpdate' | 'SessionRestate' | 'SessionEnd'

export interface HookEvent {
  readonly name: SessionEvent | 'CostThreshold' | 'MetricsExport' | `Custom:${string}`
  readonly data: Json
}

export interface HookBlock {
  readonly status_code: number
  readonly error_type: string
  readonly message: string
}

export interface HookFailure {
  readonly plugin: string
  readonly event: string
  readonly message: string
  readonly hint: string | null
  /** Its fail policy is closed: the run fails. */
  readonly closed: boolean
}

export interface HookOutcome {
  /** As the hooks have left it; of a hit, the answer to use in place of doing the work. */
  readonly data: Json
  readonly action: HookResult['action']
  /** The plugin that blocked, hit, or was the last to modify. */
  readonly by: string | null
  readonly block: HookBlock | null
  readonly failures: readonly HookFailure[]
  /** How many hooks were asked, those in the background included. */
  readonly asked: number
}

/** How often a hook has answered an event in one way. */
export interface HookRecord {
  readonly plugin: string
  readonly event: string
  readonly ring: Ring
  /** `ignored`: in the background it wanted more than to know. */
  readonly action: HookResult['action'] | 'failed' | 'ignored'
  readonly times: number
  /** All of them together. */
  readonly ms: number
}

export interface Hooks {
  /** Asks every hook that listens. Rejects only when the run is interrupted. */
  trigger(event: HookEvent): Promise<HookOutcome>
  /** Waits for the hooks in the background: each has its own deadline. Never rejects. */
  finish(): Promise<{ readonly failures: readonly HookFailure[] }>
  /** All so far, in the order in which they were noticed. */
  failures(): readonly HookFailure[]
  /** What was asked so far, for the record of the run. */
  hookReport(): readonly HookRecord[]
}
