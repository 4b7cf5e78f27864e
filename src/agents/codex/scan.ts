import { basename, sep } from 'node:path'
import type { ScanEnd, ScanFile, Sink } from '../_shared/agent.ts'
import { isObject } from '../_shared/json.ts'
import type { JsonObject } from '../_shared/json.ts'
import { readLines, readLinesOf } from '../_shared/jsonl.ts'
import type { Lines, LinesEnd } from '../_shared/jsonl.ts'
import { firstTime, lastTime } from '../_shared/row-times.ts'
import { ImpossibleNumber, timeOf } from '../_shared/tokens.ts'
import { decompressZstd } from '../_shared/zstd.ts'
import { takeSessionMeta, takeSettings, takeTaskStarted, takeTurnContext } from './context.ts'
import { takeHeld, takeTokenCount, takeUsageRecord } from './events.ts'
import { rolloutRow } from './row.ts'
import { startState } from './state.ts'
import type { State } from './state.ts'

export function scanRollout(file: ScanFile, sink: Sink): ScanEnd {
  const state = file.resume ? (JSON.parse(file.resume) as State) : startState()
  const log = { path: file.path, archived: file.path.includes(ARCHIVED) }
  const lines: Lines = {
    picker: rolloutRow,
    row: (row, offset) => takeRow(row, offset, state, log, sink),
    bad: (offset, detail) => sink.problem({ kind: 'bad-line', offset, detail }),
    passed() {
      state.firstTime ??= firstTime()
      state.lastTime = lastTime() ?? state.lastTime
    },
  }
  const compressed = file.path.endsWith('.zst')
  const end = compressed ? readCompressed(file.path, lines) : readLines(file.path, file.start, lines)
  sink.lines(end.lines)
  takeHeld(state, sink)
  tellSession(file.path, state, sink)
  return { ...end, resume: compressed ? null : JSON.stringify(state) }
}

function readCompressed(path: string, lines: Lines): LinesEnd {
  const { text, isBroken } = decompressZstd(path)
  const end = readLinesOf(text, 0, lines)
  if (isBroken) lines.bad(text.length, 'what follows cannot be decompressed')
  return end
}

interface Log {
  readonly path: string
  readonly archived: boolean
}

function takeRow(row: JsonObject, offset: number, state: State, log: Log, sink: Sink): void {
  const payload = row.payload
  if (!isObject(payload)) return
  if (row.type === 'session_meta') return takeSessionMeta(payload, timeOf(row.timestamp), state)
  if (row.type === 'turn_context') return takeTurnContext(payload, state)
  const isRecord = row.type === 'token_usage_record'
  const kind = row.type === 'event_msg' ? payload.type : row.type
  if (!isRecord && isTokenKind(kind) && kind !== 'token_count')
    return sink.problem({ kind: 'note', offset, detail: `a record of type ${kind} is not read` })
  if (!isRecord && row.type !== 'event_msg') return
  if (!isRecord && payload.type !== 'token_count') return takeEvent(payload, offset, state, sink)
  const ordinal = typeof row.ordinal === 'number' ? row.ordinal : null
  const event = {
    payload,
    ordinal,
    offset,
    thread: threadOf(state, log.path),
    time: timeOf(row.timestamp) ?? lastTime() ?? state.lastTime,
    archived: log.archived,
  }
  try {
    if (isRecord) takeUsageRecord(event, state, sink)
    else takeTokenCount(event, state, sink)
  } catch (error) {
    if (!(error instanceof ImpossibleNumber)) throw error
    sink.problem({ kind: 'quarantined', offset, detail: error.message })
  }
}

/** A thread is archived by moving its file, so that of two the other one is the thread's. */
const ARCHIVED = `${sep}archived_sessions${sep}`

/** Of kinds that later versions may write beside those that are known, or in their place. */
const isTokenKind = (kind: unknown): kind is string => typeof kind === 'string' && kind.startsWith('token_')

function takeEvent(payload: JsonObject, offset: number, state: State, sink: Sink): void {
  if (payload.type === 'task_started') takeTaskStarted(payload, state)
  else if (payload.type === 'thread_settings_applied') takeSettings(payload, state, offset, sink)
  // A turn that failed may have had no answer, as one that was broken off.
  else if (payload.type === 'task_complete' && isObject(payload.error)) state.signal = 'failed'
  else if (payload.type === 'task_complete') {
    state.inTurn = false
    takeHeld(state, sink)
    state.signal = 'done'
  } else if (payload.type === 'turn_aborted') state.signal = 'cancelled'
}

function tellSession(path: string, state: State, sink: Sink): void {
  const id = threadOf(state, path)
  sink.group(id)
  sink.session({
    id,
    parent: state.lineage?.parent ?? null,
    startedAt: state.lineage?.startedAt ?? state.firstTime,
    endedAt: state.lastTime,
    cwd: state.cwd,
    branch: state.branch,
    signal: state.signal,
  })
}

/** `rollout-<local time>-<thread id>.jsonl`, for a file whose first line is lost. */
const threadOf = (state: State, path: string): string =>
  state.lineage?.thread ||
  basename(path)
    .replace(/\.jsonl(\.zst)?$/, '')
    .replace(/^rollout-[\dT-]{19}-/, '')
