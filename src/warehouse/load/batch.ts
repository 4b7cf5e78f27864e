import type { LogKind, Meter, Problem, SessionSignal, Sku } from '../../core/usage.ts'

/** Columns of usage rows as plain numbers: they move between threads without a copy. */
export interface UsageColumns {
  readonly rows: number
  /** The job's file, then codes into the worker's own list of texts; -1 for none. */
  readonly file: Int32Array
  readonly session: Int32Array
  readonly sku: Int32Array
  readonly place: Int32Array
  readonly branch: Int32Array
  readonly recordedCost: Int32Array
  readonly copyOf: Int32Array
  readonly webSearches: Int32Array
  readonly flags: Int32Array
  readonly at: Float64Array
  readonly input: Float64Array
  readonly output: Float64Array
  readonly cacheRead: Float64Array
  readonly cacheWrite5m: Float64Array
  readonly cacheWrite1h: Float64Array
  readonly reasoning: Float64Array
  readonly weight: Float64Array
  readonly offset: Float64Array
  /** Joined: one long text moves between threads faster than thousands of short ones. An empty variant is none. */
  readonly identities: string
  readonly variants: string
}

export type IntColumn =
  | 'file'
  | 'session'
  | 'sku'
  | 'place'
  | 'branch'
  | 'recordedCost'
  | 'copyOf'
  | 'webSearches'
  | 'flags'
export type FloatColumn =
  | 'at'
  | 'input'
  | 'output'
  | 'cacheRead'
  | 'cacheWrite5m'
  | 'cacheWrite1h'
  | 'reasoning'
  | 'weight'
  | 'offset'

export const INT_COLUMNS: readonly IntColumn[] = [
  'file',
  'session',
  'sku',
  'place',
  'branch',
  'recordedCost',
  'copyOf',
  'webSearches',
  'flags',
]
export const FLOAT_COLUMNS: readonly FloatColumn[] = [
  'at',
  'input',
  'output',
  'cacheRead',
  'cacheWrite5m',
  'cacheWrite1h',
  'reasoning',
  'weight',
  'offset',
]

/** Packed into `flags`. */
export const FLAG = {
  partShift: 0, // 8 bits
  requests: 1 << 8,
  demoted: 1 << 9,
  copied: 1 << 10,
  subagent: 1 << 11,
  outsideClaim: 1 << 12,
  summed: 1 << 13,
  qualityShift: 16, // 2 bits
  rankShift: 18, // 4 bits
} as const

/** What decides a price as one text, whatever its names hold. */
export const skuText = ({ provider, model, tier, speed, geo }: Sku): string =>
  JSON.stringify([provider, model, tier, speed, geo])

export function skuIn(text: string): Sku {
  const [provider, model, tier, speed, geo] = JSON.parse(text) as [
    Sku['provider'],
    string,
    Sku['tier'],
    Sku['speed'],
    Sku['geo'],
  ]
  return { provider, model, tier, speed, geo }
}

/** Between joined texts; it is taken out of the texts themselves. */
export const SEPARATOR = '\x1e'

export interface ScannedClaim {
  readonly file: number
  readonly model: string
  readonly at: number
  readonly offset: number
  readonly counts: readonly [number, number, number, number, number, number, number]
}

export interface ScannedSession {
  readonly file: number
  readonly id: string
  readonly parent: string | null
  readonly startedAt: number | null
  readonly endedAt: number | null
  readonly cwd: string | null
  readonly branch: string | null
  readonly signal: SessionSignal
  readonly meters?: readonly Meter[]
}

/** What reading a file has told. */
export interface FileReading {
  /** Everything before this offset has been read for good. */
  readonly readTo: number
  /** The reader's state there; null when it has to start over. */
  readonly resume: string | null
  /** Digests of both ends of what was read. */
  readonly head: string
  readonly tail: string
  /** The session whose running totals the file's records add up to. */
  readonly group: string | null
  readonly lines: number
  readonly linesBad: number
  readonly tornTail: boolean
  readonly records: number
  readonly quarantined: number
  readonly removed: Readonly<Record<string, number>>
  readonly problems: readonly Problem[]
  readonly firstAt: number | null
  readonly lastAt: number | null
}

/** Enough to find the rest; the counts are always complete. Of a database they have to be, as its rows may be mended. */
export const problemsKept = (kind: LogKind): number => (kind === 'database' ? 500 : 20)

export const NOT_READ: FileReading = {
  readTo: 0,
  resume: null,
  head: '',
  tail: '',
  group: null,
  lines: 0,
  linesBad: 0,
  tornTail: false,
  records: 0,
  quarantined: 0,
  removed: {},
  problems: [],
  firstAt: null,
  lastAt: null,
}

/** What was found out about one file of the job list. */
export interface ScannedFile extends FileReading {
  readonly file: number
  /** Why it could not be read. */
  readonly failed: string | null
  /** The cursor that it was read from was of no use. */
  readonly startedOver?: boolean
  /** Of a database that was read on: the rows that had something to tell, which some may have had before. */
  readonly told: readonly number[]
}

export interface ScanBatch {
  readonly usage: UsageColumns
  readonly claims: readonly ScannedClaim[]
  readonly sessions: readonly ScannedSession[]
  readonly files: readonly ScannedFile[]
  /** Texts new since the last batch of this worker, in code order. */
  readonly texts: readonly string[]
}
