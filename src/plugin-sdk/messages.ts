// Every message on the wire. A frame is a 4-byte big-endian length and one of these as UTF-8 JSON.
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
  PluginMetadata,
  Report,
  Session,
  ViewOutput,
} from './types.ts'

export const PROTOCOL_VERSION = '1.1.0'

/** The largest frame that a plugin may send, and be sent. */
export const FROM_PLUGIN_LIMIT = 1 << 20
export const TO_PLUGIN_LIMIT = 16 << 20

/** Batches of a stream that may be on their way before the reader has returned credit. */
export const STREAM_WINDOW = 8
export const BATCH_ROWS = 100
export const BATCH_BYTES = 64 << 10

interface Envelope<Type extends string, Payload> {
  readonly type: Type
  readonly timestamp: string
  /** Matches an answer with its request. Those of the host begin with `h`, those of a plugin with `p`. */
  readonly request_id: string | null
  readonly payload: Payload
}

// Host to plugin.

export interface InitPayload {
  readonly type: 'lifecycle'
  readonly action: 'init'
  readonly instance_id: string
  readonly plugin_socket: string
  readonly log_path: string
  readonly protocol: string
  readonly run_id: string
  /** Checked against the plugin's schema, defaults filled in. */
  readonly config: JsonObject
  /** A folder that is the plugin's own. */
  readonly data_dir: string
  readonly grants: {
    readonly network?: readonly string[]
    readonly read?: readonly string[]
    readonly write?: readonly string[]
  }
  readonly limits: { readonly timeout_ms?: number; readonly frame_bytes?: number }
}

export type InitMessage = Envelope<'lifecycle', InitPayload>
export type ShutdownMessage = Envelope<'lifecycle', { readonly type: 'lifecycle'; readonly action: 'shutdown' }>

export interface HttpRequest {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
}

export interface HttpResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
}

export type HttpRequestMessage = Envelope<
  'http',
  { readonly type: 'http'; readonly request_id: string; readonly payload: HttpRequest }
>
export type HttpAnswerMessage = Envelope<'http', HttpResponse>

/** A base-protocol plugin keeps keys itself; one message that both families of them answer. */
export type KvToPluginMessage = Envelope<
  'kv',
  {
    readonly type: 'kv'
    readonly request_id: string
    readonly action: 'Get' | 'Set' | 'Delete'
    readonly key: string
    readonly value?: string
    readonly payload: { readonly action: 'get' | 'set' | 'delete'; readonly key: string; readonly value?: string }
  }
>

// Both ways.

/** Rows that belong to a request: those of an export to the plugin, those of an agent's scan from it. */
export type StreamMessage<Row = Json> = Envelope<
  'stream',
  { readonly seq: number; readonly rows: readonly Row[]; readonly last: boolean }
>
/** The reader of a stream has taken so many batches. */
export type CreditMessage = Envelope<'credit', { readonly batches: number }>

// Plugin to host, on fd 3 alone.

/** The first message of a plugin: it is ready, and this is who it is. */
export type HelloMessage = Envelope<'hello', PluginMetadata & { readonly protocol: string }>

export type LogLevel = 'debug' | 'info' | 'warning' | 'error'
export type LogMessage = Envelope<
  'log',
  { readonly level: LogLevel; readonly message: string; readonly fields?: JsonObject }
>
/** `request_id` names the call that it is about. */
export type ProgressMessage = Envelope<
  'progress',
  { readonly done: number; readonly total: number | null; readonly message: string | null }
>

export type KvPayload =
  | { readonly action: 'get' | 'delete'; readonly key: string }
  | { readonly action: 'set'; readonly key: string; readonly value: string }
  | { readonly action: 'list'; readonly prefix: string }
export type KvMessage = Envelope<'kv', KvPayload>
export type KvAnswerMessage = Envelope<
  'kv',
  { readonly value: string | null } | { readonly keys: readonly string[] } | Refused
>

export interface FetchPayload {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
  /** base64 where the body is not text. */
  readonly encoding: 'utf8' | 'base64'
  readonly timeout_ms?: number
  /** `manual` answers with the redirect itself. Those that are followed turn a POST into a GET, as browsers do. */
  readonly redirect?: 'follow' | 'manual'
}
export type FetchMessage = Envelope<'fetch', FetchPayload>
export type FetchAnswerMessage = Envelope<
  'fetch',
  | {
      readonly status: number
      readonly headers: Readonly<Record<string, string>>
      readonly body: string
      readonly encoding: 'utf8' | 'base64'
    }
  | Refused
>

/** Why a request of a plugin was not done. */
export interface Refused {
  readonly error: {
    /** `unreached`: nothing of it was sent. After `failed` and `timeout` it may have arrived. */
    readonly code: 'denied' | 'quota' | 'unreached' | 'failed' | 'timeout' | 'invalid'
    readonly message: string
  }
}

export type ToPlugin =
  | InitMessage
  | ShutdownMessage
  | HttpRequestMessage
  | KvToPluginMessage
  | StreamMessage
  | CreditMessage
  | KvAnswerMessage
  | FetchAnswerMessage
export type FromPlugin =
  | HelloMessage
  | HttpAnswerMessage
  | StreamMessage
  | CreditMessage
  | LogMessage
  | ProgressMessage
  | KvMessage
  | FetchMessage

// The calls: http requests to fixed paths, body and answer as JSON texts.

export const PREFIX = '/rimuru/v1/'

/** Where the rows of a call are. */
export type DataSource<Row> =
  | { readonly format: 'inline'; readonly rows: readonly Row[] }
  /** They follow as `stream` messages with the request's id. */
  | { readonly format: 'stream' }
  | { readonly format: 'ndjson' | 'parquet'; readonly path: string; readonly rows: number; readonly sha256: string }

export interface Calls {
  readonly check: {
    readonly body: { readonly config: JsonObject }
    readonly answer: { readonly ok: boolean; readonly problems: readonly ConfigProblem[] }
  }
  readonly 'export/sessions': { readonly body: ExportBody<DataSource<Session>>; readonly answer: ExportAnswer }
  readonly 'export/costs': { readonly body: ExportBody<DataSource<CostRecord>>; readonly answer: ExportAnswer }
  readonly 'export/report': { readonly body: ExportBody<Report>; readonly answer: ExportAnswer }
  readonly notify: {
    readonly body: { readonly notification: Notification; readonly report: Report | null }
    readonly answer: Delivery
  }
  readonly 'notify/test': { readonly body: JsonObject; readonly answer: Delivery }
  readonly 'agent/discover': {
    readonly body: { readonly dirs: readonly string[] }
    readonly answer: { readonly files: readonly AgentFile[] }
  }
  readonly 'agent/scan': { readonly body: ScanBody; readonly answer: ScanAnswer }
  readonly 'view/render': { readonly body: { readonly context: JsonObject }; readonly answer: ViewOutput }
  readonly 'view/action': {
    readonly body: { readonly action: string; readonly input: JsonObject; readonly context: JsonObject }
    readonly answer: ViewOutput
  }
  readonly hook: {
    readonly body: { readonly hook: string; readonly data: Json; readonly metadata: JsonObject }
    readonly answer: HookResult
  }
}
export type CallName = keyof Calls

export interface ExportBody<Data> {
  readonly options: ExportOptions
  readonly data: Data
  /** The folder to write into; no other may be written. */
  readonly out: string
  /** The name that the one file of a plain export should have, without its extension. */
  readonly name: string
}

export interface ExportAnswer {
  readonly files: readonly ExportedFile[]
}

export interface ScanBody {
  readonly dirs: readonly string[]
  /** What the last scan gave back; null the first time. */
  readonly cursor: Json
  /** Where the rows are to be written when they cannot be streamed: one AgentUsage a line. */
  readonly out: string | null
}

export interface ScanAnswer {
  readonly cursor: Json
  /** How many rows were sent. */
  readonly rows: number
  readonly files: readonly AgentFile[]
  readonly problems: readonly AgentProblem[]
  /** Inline rows of a small scan; larger ones are streamed, or written to `out`. */
  readonly usage?: readonly AgentUsage[]
}
