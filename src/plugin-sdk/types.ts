// What plugins and the host talk about. Field names are those of the documents; money is a decimal text, times are ISO 8601 in UTC.

export const PLUGIN_KINDS = ['exporter', 'notifier', 'agent', 'view', 'hook'] as const
export type PluginKind = (typeof PLUGIN_KINDS)[number]

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
export type JsonObject = { readonly [key: string]: Json }

/** What `EXE --metadata` prints. A plugin of the base protocol has the first six alone. */
export interface PluginMetadata {
  readonly id: string
  readonly name: string
  readonly version: string
  readonly author?: string | null
  readonly icon?: string
  readonly route?: string
  readonly kind?: PluginKind
  /** A range of protocol versions that it speaks. */
  readonly protocol?: string
  /** The paths it answers, without their prefix: `export/costs`, `notify`. */
  readonly capabilities?: readonly string[]
}

export interface TokenCounts {
  readonly input_tokens: number
  readonly output_tokens: number
  readonly cache_read_tokens: number
  readonly cache_write_5m_tokens: number
  readonly cache_write_1h_tokens: number
  /** A part of the output. */
  readonly reasoning_tokens: number
  /** All but the reasoning, which is inside the output. */
  readonly total_tokens: number
}

/** One billed request. */
export interface CostRecord extends TokenCounts {
  readonly id: string
  readonly session_id: string
  readonly agent_id: string
  readonly model_name: string
  readonly provider: string | null
  readonly recorded_at: string
  /** 1, and 0 for a further part of a response that is billed in several. */
  readonly requests: number
  readonly web_searches: number
  readonly service_tier: string
  readonly project: string | null
  readonly git_branch: string | null
  readonly host: string
  readonly user: string
  readonly subagent: boolean
  readonly quality: 'exact' | 'partial' | 'estimated'
  /** Null: no price is known for the model. */
  readonly cost_usd: string | null
}

export type SessionStatus = 'active' | 'completed' | 'cancelled' | 'failed' | 'unknown'

export interface Session extends TokenCounts {
  readonly id: string
  readonly agent_id: string
  readonly parent_id: string | null
  readonly project: string | null
  readonly git_branch: string | null
  readonly status: SessionStatus
  readonly started_at: string | null
  readonly ended_at: string | null
  readonly models: readonly string[]
  readonly requests: number
  readonly cost_usd: string
  readonly unpriced_requests: number
}

export interface ExportOptions {
  /** A heading row, where the format has one. */
  readonly include_headers: boolean
  /** A strftime pattern for times; null keeps ISO 8601. */
  readonly date_format: string | null
  /** IANA zone of the times written. */
  readonly timezone: string
  /** Only these fields, in this order; null is all of them. */
  readonly fields: readonly string[] | null
  /** Indented for people, where the format can be. */
  readonly pretty: boolean
}

/** `decimal`: a number of anything, exactly, as text. */
export type ColumnKind = 'text' | 'integer' | 'decimal' | 'usd' | 'percent' | 'date' | 'time'

export interface ReportColumn {
  readonly key: string
  readonly label: string
  readonly kind: ColumnKind
  /** A part of another column: it may be left out where there is little room, or where it is nothing in every row. */
  readonly detail?: boolean
  /** A change: a plus sign says that it went up. */
  readonly signed?: boolean
  /** Keys of columns: in every row it is the first of them less the others, exactly. */
  readonly difference_of?: readonly string[]
  /** Key of a field: of how many requests without a price an amount says nothing. Where there are some, it has a star. */
  readonly leaves_out?: string
}

export type ReportRow = { readonly [key: string]: string | number | boolean | null }

/** A drawing, complete in itself. */
export interface ReportChart {
  readonly id: string
  readonly title: string
  /** What it shows, in a sentence, for who cannot see it. */
  readonly alt: string
  readonly svg: string
}

export interface ReportSection {
  readonly id: string
  readonly title: string
  readonly note: string | null
  readonly columns: readonly ReportColumn[]
  readonly rows: readonly ReportRow[]
  /** The sum of the rows, exactly; null where adding up makes no sense. */
  readonly totals: ReportRow | null
  readonly chart: ReportChart | null
}

/** One number worth a headline. */
export interface ReportFigure {
  readonly id: string
  readonly label: string
  readonly kind: ColumnKind
  readonly value: string | number | null
  /** What it is compared with, as a sentence. */
  readonly note: string | null
  /** Of a cost: how many requests without a price it leaves out. */
  readonly leaves_out?: number
}

/** Something that a reader should know first. */
export interface ReportHighlight {
  readonly level: NotificationLevel
  readonly text: string
}

/** A report, computed once and rendered by any number of exporters. It holds nothing volatile. */
export interface Report {
  readonly schema_version: 1
  readonly kind: 'report'
  readonly title: string
  readonly job: string | null
  readonly period: { readonly since: string | null; readonly until: string | null; readonly timezone: string }
  readonly figures: readonly ReportFigure[]
  readonly highlights: readonly ReportHighlight[]
  readonly sections: readonly ReportSection[]
  readonly totals: ReportRow
  /** What could make a number wrong, a sentence each. */
  readonly warnings: readonly string[]
  readonly quality: JsonObject
  readonly prices: { readonly version: string; readonly as_of: string }
}

/** A file that an exporter has written into its `out` folder. */
export interface ExportedFile {
  /** Relative to `out`. */
  readonly path: string
  readonly media_type: string
  /** Records in it. */
  readonly rows: number
  readonly sha256: string
}

export const NOTIFICATION_LEVELS = ['debug', 'info', 'warning', 'error', 'critical'] as const
export type NotificationLevel = (typeof NOTIFICATION_LEVELS)[number]

export interface Notification {
  readonly title: string
  readonly message: string
  readonly level: NotificationLevel
  readonly metadata: JsonObject
  /** The same for the same content: a receiver may use it to drop a repeated one. */
  readonly idempotency_key: string
  /** Files that may be sent along. */
  readonly files: readonly NotificationFile[]
}

export interface NotificationFile {
  /** As a receiver should see it. */
  readonly name: string
  readonly media_type: string
  /** Where it is to be read, absolute. */
  readonly path: string
}

export interface Delivery {
  readonly delivered: boolean
  /** It may have arrived or not: the connection was lost on the way. It is not sent again by itself. */
  readonly unknown?: boolean
  /** It had nothing to tell anybody of it, such as one below its level: that is no failure. */
  readonly skipped?: boolean
  /** Lines for whoever runs the job, such as annotations; the host prints them. */
  readonly output?: readonly string[]
  /** What the receiver calls it. */
  readonly id?: string | null
  readonly detail?: string | null
}

/** A file that an agent plugin reads. */
export interface AgentFile {
  readonly path: string
  readonly size: number
  readonly mtime_ms: number
}

/** One billed request as an agent plugin reports it. What it does not know it leaves out. */
export interface AgentUsage {
  /** The same request has the same identity in every file and in every run. */
  readonly identity: string
  readonly session_id: string
  readonly recorded_at: string
  readonly model: string
  readonly provider?: string | null
  readonly input_tokens: number
  readonly output_tokens: number
  readonly cache_read_tokens?: number
  readonly cache_write_5m_tokens?: number
  readonly cache_write_1h_tokens?: number
  readonly reasoning_tokens?: number
  readonly web_searches?: number
  readonly service_tier?: string
  /** The cost that the agent itself recorded, in USD as a decimal text. */
  readonly cost_usd?: string | null
  readonly cwd?: string | null
  readonly git_branch?: string | null
  readonly subagent?: boolean
  readonly quality?: 'exact' | 'partial' | 'estimated'
  /** Where it was read. */
  readonly file: string
  readonly offset?: number
}

export interface AgentProblem {
  readonly file: string
  readonly kind: 'bad-line' | 'quarantined' | 'unreadable' | 'note'
  readonly offset?: number
  readonly detail: string
}

export interface WidgetData {
  readonly widget_type: string
  readonly title: string
  readonly data: Json
}

export interface ViewAction {
  readonly id: string
  readonly label: string
  readonly shortcut?: string | null
}

export interface ViewOutput {
  readonly view_type: string
  readonly widgets: readonly WidgetData[]
  readonly actions: readonly ViewAction[]
}

export type HookResult =
  | { readonly action: 'passthrough'; readonly metadata?: JsonObject }
  | { readonly action: 'modify'; readonly data: Json; readonly metadata?: JsonObject }
  | {
      readonly action: 'block'
      readonly status_code: number
      readonly error_type: string
      readonly message: string
      readonly metadata?: JsonObject
    }
  | { readonly action: 'cache_hit'; readonly data: Json; readonly metadata?: JsonObject }

export interface ConfigProblem {
  /** Path in the plugin's config, such as `channel`. */
  readonly path: string
  readonly message: string
}
