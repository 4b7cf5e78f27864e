import { DatabaseChanged } from '../../agents/_shared/database-changed.ts'
import type { Claim, Response, ResponsePart, Scan, ScanFile, SessionFacts, Sink } from '../../agents/_shared/agent.ts'
import { RimuruError } from '../../core/errors.ts'
import type { Problem } from '../../core/usage.ts'
import { reasonOf } from '../../platform/walk.ts'
import { FLAG, NOT_READ, problemsKept, skuText } from '../../warehouse/load/batch.ts'
import type { IntColumn, ScanBatch, ScannedClaim, ScannedFile, ScannedSession } from '../../warehouse/load/batch.ts'
import { readMarks } from '../../agents/_shared/marks.ts'
import { isTime } from '../../agents/_shared/times.ts'
import type { Columns, RowBuffer } from './row-buffer.ts'
import { addRow, columnsOf, dropRows, newRowBuffer, ROWS, takeRows } from './row-buffer.ts'

/** How often a database is read that its owner keeps changing meanwhile. */
const TRIES = 4

const QUALITY = { exact: 0, partial: 1, estimated: 2 } as const

export interface Collector {
  scan(read: Scan, index: number, file: ScanFile): void
  readonly rows: () => number
  /** All that was collected, but of the rows only the first ones. */
  take(): ScanBatch
}

/** Turns what an agent reports of its files into columns. Of several versions of a response in a file one is kept. */
export function newCollector(): Collector {
  const buffer = newRowBuffer()
  const codes = new Map<string, number>()
  let texts: string[] = []
  let claims: ScannedClaim[] = []
  let sessions: ScannedSession[] = []
  let files: ScannedFile[] = []

  function codeOf(text: string | null): number {
    if (text === null) return -1
    const known = codes.get(text)
    if (known !== undefined) return known
    const code = codes.size
    codes.set(text, code)
    texts.push(text)
    return code
  }

  const [codeOfSession, codeOfPlace, codeOfBranch] = [lastKnown(codeOf), lastKnown(codeOf), lastKnown(codeOf)]
  const coded: Coded = { ...NOT_CODED }
  const codeOfSku = lastKnown((part: ResponsePart) => codeOf(skuText(part)), isSameSku)

  /** As new rows, or in place of those from `at` on. */
  function writeResponse(file: number, response: Response, at?: number): void {
    const flags = flagsOf(response)
    coded.file = file
    coded.session = codeOfSession(response.session)
    coded.place = codeOfPlace(response.cwd)
    coded.branch = codeOfBranch(response.branch)
    coded.copyOf = codeOf(response.copyOf)
    coded.at = response.time
    coded.weight = weightOf(response)
    coded.offset = response.offset
    for (let i = 0; i < response.parts.length; i += 1) {
      const part = response.parts[i]!
      const number = at === undefined ? addRow(buffer, response.identity, response.variant) : at + i
      coded.sku = codeOfSku(part)
      coded.recordedCost = codeOf(part.recordedCost)
      coded.flags = flags | i | (part.requests > 0 ? FLAG.requests : 0) | (part.outsideClaim ? FLAG.outsideClaim : 0)
      writePart(columnsOf(buffer, number), number % ROWS, coded, part)
    }
  }

  /** A database has more records than there is room for, and rarely two of one request. */
  function writeAtOnce(file: number, response: Response, rows: Map<string, number>): void {
    const key = keyOf(response)
    const row = rows.get(key)
    if (row === undefined) rows.set(key, buffer.rows)
    else if (!replaces(versionOf(response), versionAt(buffer, row))) return
    else if (partsAt(buffer, row) !== response.parts.length) throw new Error('a request with other parts than before')
    writeResponse(file, response, row)
  }

  function scan(read: Scan, index: number, file: ScanFile): void {
    const { rows } = buffer
    for (let tries = 1; ; tries += 1) {
      try {
        return scanOnce(read, index, file)
      } catch (error) {
        dropRows(buffer, rows)
        if (error instanceof DatabaseChanged && tries < TRIES) {
          waitBriefly()
          continue
        }
        return void files.push({ ...NOT_READ, file: index, failed: failureOf(error), told: [] })
      }
    }
  }

  function scanOnce(read: Scan, index: number, file: ScanFile): void {
    const readsOn = file.kind === 'database' && file.resume !== null
    const told: number[] = []
    const kept = problemsKept(file.kind)
    const seen = new Map<string, Response>()
    const rows = new Map<string, number>()
    const found: Found = emptyFound()
    const sink: Sink = {
      response(response) {
        if (!isTime(response.time)) return sink.problem(noTime(response))
        found.records += 1
        if (readsOn) told.push(response.offset)
        // Of every version: a file that is read in two goes has the same span as one read at once.
        if (found.firstAt === null || response.time < found.firstAt) found.firstAt = response.time
        if (found.lastAt === null || response.time > found.lastAt) found.lastAt = response.time
        if (file.kind === 'database') writeAtOnce(index, response, rows)
        else keep(seen, response)
      },
      claim: (claim) => (isTime(claim.time) ? void found.claims.push(claim) : sink.problem(noTime(claim))),
      session: (facts) => void found.sessions.push(withTimes(facts)),
      group: (id) => void (found.group = id),
      removed: (rule) => void (found.removed[rule] = (found.removed[rule] ?? 0) + 1),
      problem(problem) {
        if (problem.kind === 'bad-line') found.linesBad += 1
        if (problem.kind === 'quarantined') found.quarantined += 1
        if (readsOn) told.push(problem.offset)
        if (found.problems.length < kept) found.problems.push(problem)
      },
      lines: (count) => void (found.lines += count),
    }
    const { marks, ...end } = read(file, sink)
    const { head, tail } = marks ?? (file.kind === 'lines' ? readMarks(file.path, end.readTo) : NOT_READ)
    seen.forEach((response) => writeResponse(index, response))
    for (const claim of found.claims) claims.push(scannedClaim(index, claim))
    for (const facts of found.sessions) sessions.push({ file: index, ...facts })
    files.push({
      file: index,
      failed: null,
      ...end,
      head,
      tail,
      told,
      group: found.group,
      lines: found.lines,
      linesBad: found.linesBad,
      records: found.records,
      quarantined: found.quarantined,
      removed: found.removed,
      problems: found.problems,
      firstAt: firstOf(found),
      lastAt: found.lastAt,
    })
  }

  function take(): ScanBatch {
    const batch = { usage: takeRows(buffer), claims, sessions, files, texts }
    texts = []
    claims = []
    sessions = []
    files = []
    return batch
  }

  return { scan, rows: () => buffer.rows, take }
}

/** Most rows ask for what the row before asked for. */
function lastKnown<T>(find: (what: T) => number, isSame: (a: T, b: T) => boolean = Object.is): (what: T) => number {
  let last: { readonly what: T; readonly code: number } | null = null
  return (what) => {
    if (last === null || !isSame(last.what, what)) last = { what, code: find(what) }
    return last.code
  }
}

const isSameSku = (a: ResponsePart, b: ResponsePart): boolean =>
  a.model === b.model && a.tier === b.tier && a.speed === b.speed && a.geo === b.geo && a.provider === b.provider

/** Reading is synchronous, and so is this. */
const waitBriefly = (): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50)

interface Version {
  readonly weight: number
  readonly demoted: boolean
}

const versionOf = (response: Response): Version => ({ weight: weightOf(response), demoted: response.demoted })

const keyOf = ({ identity, variant }: Response): string => `${identity}\x1f${variant ?? ''}`

/** Under its identity, which nearly always is its own: to join texts for each would take longer than the rest. */
function keep(seen: Map<string, Response>, response: Response): void {
  let key = response.identity
  let before = seen.get(key)
  if (before !== undefined && before.variant !== response.variant) {
    key = keyOf(response)
    before = seen.get(key)
  }
  if (before === undefined || replaces(versionOf(response), versionOf(before))) seen.set(key, response)
}

function versionAt(buffer: RowBuffer, row: number): Version {
  const { weight, flags } = columnsOf(buffer, row)
  return { weight: weight[row % ROWS]!, demoted: (flags[row % ROWS]! & FLAG.demoted) !== 0 }
}

/** A response has its parts in rows that follow each other, with their numbers in the flags. */
function partsAt(buffer: RowBuffer, row: number): number {
  const partAt = (at: number): number => columnsOf(buffer, at).flags[at % ROWS]! & 255
  let parts = 1
  while (row + parts < buffer.rows && partAt(row + parts) === parts) parts += 1
  return parts
}

/** A streamed response is written in pieces: the heaviest is the complete one, the last of equals the newest. */
const replaces = (now: Version, before: Version): boolean =>
  now.demoted === before.demoted ? now.weight >= before.weight : before.demoted

/** A copied history has the times of its original, but the first row of the file has that of the copy. */
function firstOf({ firstAt, sessions }: Found): number | null {
  if (firstAt === null) return null
  if (sessions.length === 1) return sessions[0]!.startedAt ?? firstAt
  return sessions.reduce((first, { startedAt }) => Math.min(first, startedAt ?? first), firstAt)
}

interface Found {
  records: number
  lines: number
  linesBad: number
  quarantined: number
  group: string | null
  firstAt: number | null
  lastAt: number | null
  readonly claims: Claim[]
  readonly sessions: SessionFacts[]
  readonly removed: Record<string, number>
  readonly problems: Problem[]
}

const emptyFound = (): Found => ({
  records: 0,
  lines: 0,
  linesBad: 0,
  quarantined: 0,
  group: null,
  firstAt: null,
  lastAt: null,
  claims: [],
  sessions: [],
  removed: {},
  problems: [],
})

/** A row but for its counts. */
type Coded = Record<Exclude<IntColumn, 'webSearches'> | 'at' | 'weight' | 'offset', number>

const NOT_CODED: Coded = {
  file: 0,
  session: 0,
  sku: 0,
  place: 0,
  branch: 0,
  recordedCost: 0,
  copyOf: 0,
  flags: 0,
  at: 0,
  weight: 0,
  offset: 0,
}

/** A function of its own: V8 compiles what is around it several times, until it has seen all there is. */
function writePart(to: Columns, row: number, coded: Coded, part: ResponsePart): void {
  to.file[row] = coded.file
  to.session[row] = coded.session
  to.sku[row] = coded.sku
  to.place[row] = coded.place
  to.branch[row] = coded.branch
  to.recordedCost[row] = coded.recordedCost
  to.copyOf[row] = coded.copyOf
  to.webSearches[row] = part.webSearches
  to.flags[row] = coded.flags
  to.at[row] = coded.at
  to.input[row] = part.input
  to.output[row] = part.output
  to.cacheRead[row] = part.cacheRead
  to.cacheWrite5m[row] = part.cacheWrite5m
  to.cacheWrite1h[row] = part.cacheWrite1h
  to.reasoning[row] = part.reasoning
  to.weight[row] = coded.weight
  to.offset[row] = coded.offset
}

const flagsOf = (response: Response): number =>
  (response.demoted ? FLAG.demoted : 0) |
  (response.copied ? FLAG.copied : 0) |
  (response.subagent ? FLAG.subagent : 0) |
  (response.summed ? FLAG.summed : 0) |
  (QUALITY[response.quality] << FLAG.qualityShift) |
  (Math.min(response.sourceRank ?? 0, 15) << FLAG.rankShift)

function weightOf(response: Response): number {
  let weight = 0
  for (let i = 0; i < response.parts.length; i += 1) {
    const part = response.parts[i]!
    weight += part.input + part.output + part.cacheRead + part.cacheWrite5m + part.cacheWrite1h
  }
  return weight
}

const scannedClaim = (file: number, claim: Claim): ScannedClaim => ({
  file,
  model: claim.model,
  at: claim.time,
  offset: claim.offset,
  counts: [
    claim.input,
    claim.output,
    claim.cacheRead,
    claim.cacheWrite5m,
    claim.cacheWrite1h,
    claim.reasoning,
    claim.webSearches,
  ],
})

const noTime = ({ offset }: { readonly offset: number }): Problem => ({
  kind: 'quarantined',
  offset,
  detail: 'a time before 1970 or after the year 9999',
})

const withTimes = (facts: SessionFacts): SessionFacts => {
  const { startedAt, endedAt } = facts
  if (isTime(startedAt ?? 0) && isTime(endedAt ?? 0)) return facts
  const time = (each: number | null): number | null => (isTime(each ?? 0) ? each : null)
  return { ...facts, startedAt: time(startedAt), endedAt: time(endedAt) }
}

const failureOf = (error: unknown): string =>
  error instanceof RimuruError ? error.message : error instanceof RangeError ? 'too large to be read' : reasonOf(error)
