import type { DuckDBConnection } from '../duckdb.ts'
import { openBulkAppender } from '../bulk.ts'
import type { BulkAppender, ColumnType } from '../bulk.ts'
import type { Sku } from '../../core/usage.ts'
import { FLAG, SEPARATOR, skuIn } from './batch.ts'
import type { ScanBatch, UsageColumns } from './batch.ts'
import type { LoadFile } from './loading.ts'

/** The columns of `entry`, in its order. */
const COLUMNS = {
  file_id: 'int',
  root_id: 'int',
  identity: 'text',
  variant: 'maybeText',
  copy_of: 'maybeText',
  part: 'byte',
  requests: 'byte',
  session_id: 'int',
  sku_id: 'int',
  place_id: 'maybeInt',
  branch_id: 'maybeInt',
  happened_at: 'time',
  input: 'bigint',
  output: 'bigint',
  cache_read: 'bigint',
  cache_write_5m: 'bigint',
  cache_write_1h: 'bigint',
  reasoning: 'bigint',
  web_searches: 'int',
  weight: 'bigint',
  recorded_cost: 'maybeMoney',
  byte_offset: 'bigint',
  demoted: 'boolean',
  copied: 'boolean',
  subagent: 'boolean',
  outside_claim: 'boolean',
  derived: 'boolean',
  quality: 'byte',
  counted: 'boolean',
  contested: 'boolean',
  shared: 'boolean',
  source_rank: 'byte',
  summed: 'boolean',
} as const satisfies Record<string, ColumnType>

export interface EntryIds {
  sessionId(agent: string, name: string): number
  skuId(sku: Sku): number
  placeId(cwd: string): number
  branchId(name: string): number
}

export interface EntryAppender extends Omit<BulkAppender, 'append'> {
  /** The identities of what was appended, as long as nothing else is. */
  append(batch: ScanBatch, worker: number): readonly string[]
}

/** What a thread has told of its texts, and the numbers they have in the warehouse. */
interface Codes {
  readonly texts: string[]
  /** By agent: two may have sessions of the same name. */
  readonly sessions: Map<string, number[]>
  readonly skus: number[]
  readonly places: number[]
  readonly branches: number[]
}

/** Appends what the readers found as rows that all count, to `entry` itself or to a table like it. */
export function openEntryAppender(
  db: DuckDBConnection,
  table: string,
  files: readonly LoadFile[],
  ids: EntryIds,
): EntryAppender {
  const appender = openBulkAppender(db, table, Object.values(COLUMNS))
  const codesOf: Codes[] = []

  function append(batch: ScanBatch, worker: number): readonly string[] {
    const codes = (codesOf[worker] ??= { texts: [], sessions: new Map(), skus: [], places: [], branches: [] })
    for (const text of batch.texts) codes.texts.push(text)
    const { usage } = batch
    const { rows } = usage
    const { texts } = codes
    const roots = mapFiles(usage, codes, files, ids)
    mapCodes(usage.sku, rows, codes.skus, texts, (text) => ids.skuId(skuIn(text)))
    mapCodes(usage.place, rows, codes.places, texts, ids.placeId)
    mapCodes(usage.branch, rows, codes.branches, texts, ids.branchId)
    const identities = usage.identities.split(SEPARATOR)
    const flags = unpackFlags(usage)
    appender.append(
      [
        usage.file,
        roots,
        identities,
        usage.variants.length === rows - 1 ? null : usage.variants.split(SEPARATOR),
        textsAt(usage.copyOf, rows, texts),
        flags.part,
        flags.requests,
        usage.session,
        usage.sku,
        usage.place,
        usage.branch,
        usage.at,
        usage.input,
        usage.output,
        usage.cacheRead,
        usage.cacheWrite5m,
        usage.cacheWrite1h,
        usage.reasoning,
        usage.webSearches,
        usage.weight,
        textsAt(usage.recordedCost, rows, texts),
        usage.offset,
        flags.demoted,
        flags.copied,
        flags.subagent,
        flags.outsideClaim,
        0,
        flags.quality,
        1,
        0,
        0,
        flags.rank,
        flags.summed,
      ],
      rows,
    )
    return rows === 0 ? [] : identities
  }

  return { append, close: appender.close, abandon: appender.abandon }
}

/** Files and sessions by their numbers in the warehouse; returns the roots of the files. */
function mapFiles(usage: UsageColumns, codes: Codes, files: readonly LoadFile[], ids: EntryIds): Int32Array {
  const roots = new Int32Array(usage.rows)
  let job = -1
  let file = files[0]!
  let sessions: number[] = []
  for (let row = 0; row < usage.rows; row += 1) {
    if (usage.file[row] !== job) {
      job = usage.file[row]!
      file = files[job]!
      sessions = codes.sessions.get(file.agent) ?? []
      codes.sessions.set(file.agent, sessions)
    }
    const code = usage.session[row]!
    usage.session[row] = sessions[code] ??= ids.sessionId(file.agent, codes.texts[code]!)
    usage.file[row] = file.record.id
    roots[row] = file.record.root
  }
  return roots
}

function mapCodes(
  codes: Int32Array,
  rows: number,
  known: number[],
  texts: readonly string[],
  idOf: (text: string) => number,
): void {
  for (let row = 0; row < rows; row += 1) {
    const code = codes[row]!
    if (code !== -1) codes[row] = known[code] ??= idOf(texts[code]!)
  }
}

function textsAt(codes: Int32Array, rows: number, texts: readonly string[]): string[] | null {
  const used = codes.subarray(0, rows)
  if (used.every((code) => code === -1)) return null
  return Array.from(used, (code) => (code === -1 ? '' : texts[code]!))
}

function unpackFlags({ rows, flags }: UsageColumns) {
  const column = (): Uint8Array => new Uint8Array(rows)
  const to = {
    part: column(),
    requests: column(),
    demoted: column(),
    copied: column(),
    subagent: column(),
    outsideClaim: column(),
    quality: column(),
    rank: column(),
    summed: column(),
  }
  for (let row = 0; row < rows; row += 1) {
    const packed = flags[row]!
    to.part[row] = packed & 255
    to.requests[row] = packed & FLAG.requests ? 1 : 0
    to.demoted[row] = packed & FLAG.demoted ? 1 : 0
    to.copied[row] = packed & FLAG.copied ? 1 : 0
    to.subagent[row] = packed & FLAG.subagent ? 1 : 0
    to.outsideClaim[row] = packed & FLAG.outsideClaim ? 1 : 0
    to.quality[row] = (packed >> FLAG.qualityShift) & 3
    to.rank[row] = (packed >> FLAG.rankShift) & 15
    to.summed[row] = packed & FLAG.summed ? 1 : 0
  }
  return to
}
