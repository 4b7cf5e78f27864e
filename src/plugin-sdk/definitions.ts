// What an author writes, by kind of plugin. Each definition is given to `servePlugin`.
import type { FetchPayload, LogLevel } from './messages.ts'
import type {
  AgentFile,
  AgentProblem,
  AgentUsage,
  ConfigProblem,
  CostRecord,
  Delivery,
  ExportedFile,
  ExportOptions,
  HookResult,
  Json,
  JsonObject,
  Notification,
  NotificationLevel,
  Report,
  Session,
  ViewOutput,
} from './types.ts'

/** Rows as they arrive: one by one, or in the batches they come in, which is faster. */
export interface Rows<Row> extends AsyncIterable<Row> {
  batches(): AsyncIterable<readonly Row[]>
  /** That have come so far. */
  readonly count: number
}

export interface FetchOptions {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array | null
  readonly timeoutMs?: FetchPayload['timeout_ms']
  /** Default: follow. */
  readonly redirect?: FetchPayload['redirect']
}

export interface FetchAnswer {
  readonly status: number
  readonly ok: boolean
  readonly headers: Readonly<Record<string, string>>
  text(): string
  bytes(): Uint8Array
  json(): unknown
}

/** What a plugin can do beside its own work. */
export interface Context {
  readonly config: JsonObject
  readonly runId: string
  /** A folder of its own that stays between runs. */
  readonly dataDir: string
  /** Kept by the host between runs, for this plugin alone. Settles when it is stored. */
  readonly kv: {
    get(key: string): Promise<string | null>
    set(key: string, value: string): Promise<void>
    delete(key: string): Promise<void>
    list(prefix?: string): Promise<readonly string[]>
  }
  log(level: LogLevel, message: string, fields?: JsonObject): void
  progress(done: number, total?: number | null, message?: string | null): void
  /** A request that the host makes, to the origins that were granted. Rejects with the code of `Refused` as its cause. */
  fetch(url: string, options?: FetchOptions): Promise<FetchAnswer>
}

interface Common {
  /** As in the manifest. */
  readonly id: string
  readonly name: string
  readonly version: string
  readonly author?: string
  readonly icon?: string
  /** Looks at its config without sending or writing anything. */
  check?(config: JsonObject, ctx: Context): readonly ConfigProblem[] | Promise<readonly ConfigProblem[]>
}

/** Text or bytes of the file, in any pieces. */
export type Pieces = AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>

export interface ExportCall {
  readonly options: ExportOptions
  readonly ctx: Context
  /** The folder to write into, and the name without extension that the file should have. */
  readonly out: string
  readonly name: string
  /** Tells of a further file that was written into `out`; its digest is taken here. */
  add(file: Omit<ExportedFile, 'sha256'>): void
}

/**
 * Each kind of export gives the pieces of its one file, `<name>.<extension>`, which are written as they come. One that
 * writes its file itself gives nothing and tells of it by `call.add`.
 */
export interface Exporter extends Common {
  readonly kind: 'exporter'
  readonly format: string
  readonly extension: string
  readonly mediaType: string
  sessions?(rows: Rows<Session>, call: ExportCall): Pieces | Promise<void>
  costs?(rows: Rows<CostRecord>, call: ExportCall): Pieces | Promise<void>
  report?(report: Report, call: ExportCall): Pieces | Promise<void>
}

export interface Notifier extends Common {
  readonly kind: 'notifier'
  /** Levels that it wants; all of them by default. */
  readonly levels?: readonly NotificationLevel[]
  notify(notification: Notification, report: Report | null, ctx: Context): Promise<Delivery>
  /** Sends something harmless that shows it works. */
  test?(ctx: Context): Promise<Delivery>
}

export interface ScanEnd {
  /** Comes back with the next scan. */
  readonly cursor: Json
  readonly files: readonly AgentFile[]
  readonly problems?: readonly AgentProblem[]
}

export interface AgentSource extends Common {
  readonly kind: 'agent'
  discover(dirs: readonly string[], ctx: Context): Promise<readonly AgentFile[]> | readonly AgentFile[]
  /** Yields the requests that are new since the cursor, and returns the next one. */
  scan(
    dirs: readonly string[],
    cursor: Json,
    ctx: Context,
  ): AsyncGenerator<AgentUsage, ScanEnd> | Generator<AgentUsage, ScanEnd>
}

export interface View extends Common {
  readonly kind: 'view'
  render(context: JsonObject, ctx: Context): Promise<ViewOutput> | ViewOutput
  action?(action: string, input: JsonObject, context: JsonObject, ctx: Context): Promise<ViewOutput> | ViewOutput
}

export interface Hook extends Common {
  readonly kind: 'hook'
  /** The hooks that it wants, such as SessionStart or CostThreshold; all of them by default. */
  readonly hooks?: readonly string[]
  handle(hook: string, data: Json, metadata: JsonObject, ctx: Context): Promise<HookResult> | HookResult
}

export type PluginDefinition = Exporter | Notifier | AgentSource | View | Hook

export const defineExporter = (definition: Omit<Exporter, 'kind'>): Exporter => ({ ...definition, kind: 'exporter' })
export const defineNotifier = (definition: Omit<Notifier, 'kind'>): Notifier => ({ ...definition, kind: 'notifier' })
export const defineAgent = (definition: Omit<AgentSource, 'kind'>): AgentSource => ({ ...definition, kind: 'agent' })
export const defineView = (definition: Omit<View, 'kind'>): View => ({ ...definition, kind: 'view' })
export const defineHook = (definition: Omit<Hook, 'kind'>): Hook => ({ ...definition, kind: 'hook' })
