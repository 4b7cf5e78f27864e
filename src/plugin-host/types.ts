import type { CallName, Calls, LogLevel } from '../plugin-sdk/messages.ts'
import type { JsonObject, PluginKind } from '../plugin-sdk/types.ts'

/** A `plugin.toml`, checked. */
export interface Manifest {
  /** Names its folder, its config key and its state. */
  readonly id: string
  readonly name: string
  readonly version: string
  readonly description: string | null
  readonly author: string | null
  readonly license: string | null
  readonly kind: PluginKind | null
  /** The format and file extension of an exporter. */
  readonly format: string | null
  readonly extension: string | null
  /** Calls that it answers; empty: what its kind asks for. */
  readonly calls: readonly string[]
  readonly configSchema: JsonObject | null
  /** name -> semver range; `rimuru` is the host. */
  readonly dependencies: Readonly<Record<string, string>>
  readonly permissions: Permissions
  readonly runtime: Runtime
  readonly priority: number
}

export interface Permissions {
  /** `read`, `read:PATH`, `write:PATH`, `write:env:NAME`. */
  readonly filesystem: readonly string[]
  /** Origins such as `https://api.example.com`, or where one is named: `config:KEY`, `config-env:KEY`, `env:NAME`. */
  readonly network: readonly string[]
  /** Names of environment variables, or `config:KEY`, where one is named. */
  readonly env: readonly string[]
}

export interface Runtime {
  readonly command: readonly string[]
  readonly transport: Transport
}

/** `fd`: an inherited socket pair, for our SDKs. `socket`: the plugin listens on a Unix socket. */
export type Transport = 'fd' | 'socket'

export type FailPolicy = 'open' | 'closed'

/** A plugin that was found: where, and what its manifest says. */
export interface FoundPlugin {
  readonly folder: string
  readonly builtIn: boolean
  readonly manifest: Manifest
}

/** Everything needed to start a plugin; nothing is read or decided after it. */
export interface PluginPlan {
  readonly plugin: FoundPlugin
  readonly config: JsonObject
  readonly priority: number
  readonly failPolicy: FailPolicy
  /** For each call. */
  readonly timeoutMs: number
  readonly spawn: SpawnPlan
}

export interface SpawnPlan {
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** Its working folder, which is its own. */
  readonly cwd: string
  /** A folder of its own that stays between runs. */
  readonly dataDir: string
  readonly grants: {
    readonly network: readonly string[]
    readonly read: readonly string[]
    readonly write: readonly string[]
  }
  /** Values of its environment and its config that nobody else should see. */
  readonly secrets: readonly string[]
  /** How strongly each permission and limit is held to on this machine. */
  readonly enforcement: Enforcement
}

/** `open`: said, and not held to. */
export type Strength = 'enforced' | 'guarded' | 'watched' | 'open'

export interface Enforcement {
  readonly filesystem: Strength
  readonly network: Strength
  readonly memory: Strength
  readonly cpu: Strength
  readonly handles: Strength
}

/** What of plugins outlives a run. The pipeline fills it from the state. */
export interface PluginStore {
  readonly get: (plugin: string, key: string) => Promise<string | null>
  /** Settles when it is stored. Rejects when the plugin's quota is used up. */
  readonly set: (plugin: string, key: string, value: string) => Promise<void>
  readonly delete: (plugin: string, key: string) => Promise<void>
  readonly list: (plugin: string, prefix: string) => Promise<readonly string[]>
  readonly healthOf: (plugin: string) => Promise<PluginHealth>
  readonly record: (plugin: string, event: HealthEvent) => Promise<void>
}

export interface PluginHealth {
  readonly calls: number
  readonly failures: number
  readonly restarts: number
  /** Since the last call that succeeded. */
  readonly failuresInARow: number
  readonly lastError: string | null
}

export type HealthEvent =
  | { readonly kind: 'call' }
  | { readonly kind: 'failure'; readonly message: string }
  | { readonly kind: 'restart' }

export interface LogLine {
  readonly plugin: string
  readonly source: 'log' | 'stdout' | 'stderr' | 'host'
  readonly level: LogLevel
  readonly message: string
  readonly fields?: JsonObject | undefined
}

export interface CallOptions {
  readonly timeoutMs?: number | undefined
  /** Rows to stream after the request, each as its JSON text, in batches of any size. */
  readonly rows?: AsyncIterable<readonly string[]> | undefined
  /** Takes the batches that the plugin streams. */
  readonly takeRows?: ((rows: readonly unknown[]) => void | Promise<void>) | undefined
  readonly progress?: ((done: number, total: number | null, message: string | null) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

/** How a call failed, as the edge of the wire says it. `unstarted`: the plugin ended before it was given the call. */
export type CallFailure =
  | 'unstarted'
  | 'timeout'
  | 'lost'
  | 'refused'
  | 'unsupported'
  | 'bad-answer'
  | 'disabled'
  | 'error'

export interface RunningPlugin {
  readonly id: string
  /** Rejects with a PluginError. A plugin that was lost is started again, up to twice a run. */
  readonly call: <Name extends CallName>(
    name: Name,
    body: Calls[Name]['body'],
    options?: CallOptions,
  ) => Promise<Calls[Name]['answer']>
  /** Shutdown message, two seconds, close, then the whole group is killed. Never rejects. */
  readonly stop: () => Promise<StopReport>
}

export interface StopReport {
  /** It ended by itself after the message. */
  readonly clean: boolean
  /** Processes of its group that it left behind, and that were killed. */
  readonly leftovers: number
  readonly restarts: number
}
