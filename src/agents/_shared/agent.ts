import type { Marks } from './marks.ts'
import type { LogKind, Meter, Problem, Quality, SessionSignal, Sku, TokenCounts } from '../../core/usage.ts'

/** Everything the rest of the house knows about an agent. All that is special about it lives in its folder. */
export interface Agent {
  readonly id: string
  readonly name: string
  /** Usage that is billed but that the agent never writes down anywhere. */
  readonly blindSpots: readonly string[]
  /** The data directories to look at, and why. A set variable replaces the defaults. */
  places(env: AgentEnvironment): readonly Place[]
  /** Where the logs are below a data directory. */
  readonly logs: readonly LogFolder[]
  /** Keys of its own in the config, each a list of further files and folders to read. */
  readonly ownSources?: Readonly<Record<string, OwnSource>>
  /** A name that stays the same when a file is moved, archived or compressed. */
  fileKey(path: string): string
  /** Its reader, which is loaded when there is something to read. */
  loadScan(): Promise<Scan>
}

/** Reads one file from `file.start` to its end. */
export type Scan = (file: ScanFile, sink: Sink) => ScanEnd

export interface AgentEnvironment {
  readonly home: string
  readonly platform: NodeJS.Platform
  readonly variables: Readonly<Record<string, string | undefined>>
  /** True when the path is an existing folder: some variables hold a list or a path that contains the separator. */
  readonly isFolder: (path: string) => boolean
}

export interface Place {
  readonly path: string
  /** `default`, the name of the variable, or `config`. */
  readonly origin: string
  /** Where the logs are below this one, when that is not as `logs` says. */
  readonly logs?: readonly LogFolder[]
}

export interface LogFolder {
  /** Relative to the data directory; empty for the directory itself. */
  readonly folder: string
  readonly accepts: (name: string) => boolean
  /** `lines` unless given. */
  readonly kind?: LogKind
  /** The file that is read in place of one, where both are there. */
  readonly insteadOf?: (path: string) => string | null
  /** How many folders deep to look; 0 for the folder alone. All of them unless given. */
  readonly depth?: number
}

export interface OwnSource {
  /** For the config's JSON Schema. */
  readonly describe: string
  /** Which files are read: by name where the config names a file, below it where it names a folder. */
  readonly logs: readonly LogFolder[]
}

export interface ScanFile {
  readonly path: string
  readonly kind: LogKind
  /** Of a database with its `-wal`. */
  readonly size: number
  /** Where to go on: 0, or the end of what an earlier scan has read. */
  readonly start: number
  /** What that scan returned as `resume`. */
  readonly resume: string | null
}

export interface ScanEnd {
  /** Everything before this offset has been read for good. 0 for a database. */
  readonly readTo: number
  /** An unfinished record follows; it is read again when the file has grown. */
  readonly tornTail: boolean
  /** The state of the reader there, for the next scan of a longer file; null when it has to start over. */
  readonly resume: string | null
  /** Of what has been read, from a reader that has the bytes at hand; else they are taken from the file. */
  readonly marks?: Marks
  /** Of a database: the cursor was of no use, and all of it has been read. */
  readonly startedOver?: boolean
}

/** One billed request, in one or more separately priced parts. */
export interface Response extends RecordPlace {
  /** The provider's id of the response, or a key that stays the same wherever the record is copied. */
  readonly identity: string
  /** Tells apart responses that share an identity; equal numbers still make them one. */
  readonly variant: string | null
  /** Set when another record, if it is there, is the original of this one. */
  readonly copyOf: string | null
  /** A record of lower standing, such as a replay in a side log: it yields to any other of the same identity. */
  readonly demoted: boolean
  /** Where several sources tell of one session and only one may count: the lowest of them does, 0 unless given. At most 15. */
  readonly sourceRank?: number
  /** Its place, or the agent itself, marks the record as a copy: of equals the one that is none counts. */
  readonly copied: boolean
  readonly subagent: boolean
  readonly quality: Quality
  /** Of several requests, whose prompts may each have been short. */
  readonly summed?: boolean
  readonly parts: readonly ResponsePart[]
}

interface RecordPlace {
  readonly session: string
  /** Milliseconds since the epoch, UTC. */
  readonly time: number
  readonly cwd: string | null
  readonly branch: string | null
  /** Byte offset of the record in its file (of the decompressed text for a compressed one), or its row in a database. */
  readonly offset: number
}

export interface ResponsePart extends Sku, TokenCounts {
  /** 1, or 0 for a further part of a request that is counted already. */
  readonly requests: number
  readonly reasoning: number
  readonly webSearches: number
  /** Decimal text of the cost that the agent itself recorded. */
  readonly recordedCost: string | null
  /** The agent's own running totals leave this part out. */
  readonly outsideClaim: boolean
}

/** A running total that the agent keeps of a session. What its records do not explain was billed unlogged. */
export interface Claim extends TokenCounts {
  readonly model: string
  readonly reasoning: number
  readonly webSearches: number
  readonly time: number
  readonly offset: number
}

export interface SessionFacts {
  readonly id: string
  readonly parent: string | null
  readonly startedAt: number | null
  readonly endedAt: number | null
  readonly cwd: string | null
  readonly branch: string | null
  readonly signal: SessionSignal
  /** Of several sources that keep the same figure, the highest one is shown. */
  readonly meters?: readonly Meter[]
}

export interface Sink {
  response(response: Response): void
  claim(claim: Claim): void
  session(facts: SessionFacts): void
  /** No database has one. The set of files whose records one claim sums up: normally the session the file belongs to. */
  group(id: string): void
  /** A usage record left out by a rule. */
  removed(rule: string): void
  problem(problem: Problem): void
  lines(count: number): void
}
