import { basename } from 'node:path'
import type { ScanEnd, ScanFile, Sink } from '../_shared/agent.ts'
import { isObject } from '../_shared/json.ts'
import type { JsonObject } from '../_shared/json.ts'
import { readLines, readLinesOf } from '../_shared/jsonl.ts'
import type { Lines } from '../_shared/jsonl.ts'
import { firstTimestamp, lastTimestamp } from '../_shared/timestamps.ts'
import { ImpossibleNumber, timeOf } from '../_shared/tokens.ts'
import { decompressZstd } from '../_shared/zstd.ts'
import { takeSessionMeta, takeSettings, takeTaskStarted, takeTurnContext } from './context.ts'
import { takeTokenCount, takeUsageRecord } from './events.ts'
import { rolloutRow } from './row.ts'
import { startState } from './state.ts'
import type { State } from './state.ts'

export function scanRollout(file: ScanFile, sink: Sink): ScanEnd {
  const state = file.resume ? (JSON.parse(file.resume) as State) : startState()
  const lines: Lines = {
    picker: rolloutRow,
    row: (row, offset) => takeRow(row, offset, state, file.path, sink),
    bad: (offset, detail) => sink.problem({ kind: 'bad-line', offset, detail }),
    passed(buffer, to) {
      state.firstTime ??= firstTimestamp(buffer, to)
      state.lastTime = lastTimestamp(buffer, to) ?? state.lastTime
    },
  }
  const compressed = file.path.endsWith('.zst')
  const end = compressed ? readLinesOf(decompressZstd(file.path), 0, lines) : readLines(file.path, file.start, lines)
  sink.lines(end.lines)
  tellSession(file.path, state, sink)
  return { ...end, resume: compressed ? null : JSON.stringify(state) }
}

function takeRow(row: JsonObject, offset: number, state: State, path: string, sink: Sink): void {
  const payload = row.payload
  if (!isObject(payload)) return
  if (row.type === 'session_meta') return takeSessionMeta(payload, state)
  if (row.type === 'turn_context') return takeTurnContext(payload, state)
  const isRecord = row.type === 'token_usage_record'
  if (!isRecord && row.type !== 'event_msg') return
  if (!isRecord && payload.type !== 'token_count') return takeEvent(payload, state)
  const ordinal = typeof row.ordinal === 'number' ? row.ordinal : null
  const event = {
    payload,
    ordinal,
    offset,
    thread: threadOf(state, path),
    time: timeOf(row.timestamp) ?? state.lastTime,
  }
  state.lastTime = event.time
  try {
    if (isRecord) takeUsageRecord(event, state, sink)
    else takeTokenCount(event, state, sink)
  } catch (error) {
    if (!(error instanceof ImpossibleNumber)) throw error
    sink.problem({ kind: 'quarantined', offset, detail: error.message })
  }
}

function takeEvent(payload: JsonObject, state: State): void {
  if (payload.type === 'task_started') takeTaskStarted(payload, state)
  else if (payload.type === 'thread_settings_applied') takeSettings(payload, state)
  else if (payload.type === 'task_complete') state.signal = isObject(payload.error) ? 'failed' : 'done'
  else if (payload.type === 'turn_aborted') state.signal = 'cancelled'
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
