import type { Sink } from '../_shared/agent.ts'
import { isObject } from '../_shared/json.ts'
import type { JsonObject } from '../_shared/json.ts'
import { textOf, timeOf } from '../_shared/tokens.ts'
import { withShutdown } from './meters.ts'
import { EVENT_FIELDS, tellsCounts } from './names.ts'
import { takeShutdown } from './shutdown.ts'
import type { State } from './state.ts'
import { takeCompaction, takeMessage } from './tail.ts'
import { takeUsageRecord } from './usage-record.ts'

/** A line of a session's log: an envelope, and what it holds. */
export interface SessionEvent {
  readonly type: string
  readonly session: string
  readonly offset: number
  readonly time: number | null
  readonly line: JsonObject
  readonly data: JsonObject
}

export function takeEvent(event: SessionEvent, state: State, sink: Sink): void {
  const { type, data } = event
  state.hasEvents = true
  switch (type) {
    case 'session.start':
      state.startedAt ??= timeOf(data.startTime)
      return takeContext(data.context, state)
    case 'session.resume':
      return takeContext(data.context, state)
    case 'session.context_changed':
      return takeContext(isObject(data.context) ? data.context : data, state)
    case 'user.message':
      return void (state.signal = 'open')
    case 'abort':
      return void (state.signal = 'cancelled')
    case 'session.error':
      return void (state.signal = 'failed')
    case 'session.usage_record':
      goOn(state)
      return takeUsageRecord(event, state, sink)
    case 'assistant.message':
      goOn(state)
      return takeMessage(event, state, sink)
    case 'session.compaction_complete':
      return takeCompaction(event, state, sink)
    case 'session.shutdown':
      state.signal = data.shutdownType === 'error' ? 'failed' : 'done'
      state.meters = withShutdown(state.meters, data, event.time ?? state.startedAt ?? 0)
      return takeShutdown(event, state, sink)
    default:
      return noteOther(event, state, sink)
  }
}

/** Usage in a kind of row that later versions may write. Beside records it may be a sum of them. */
function noteOther({ type, data, offset }: SessionEvent, { hasRecords }: State, sink: Sink): void {
  const usage = isObject(data.usage) ? data.usage : data
  if (hasRecords || !tellsCounts(usage, EVENT_FIELDS)) return
  sink.problem({ kind: 'note', offset, detail: `usage in a row of type ${type} is not read` })
}

/** An error that was got over. */
function goOn(state: State): void {
  if (state.signal === 'failed') state.signal = 'open'
}

function takeContext(context: unknown, state: State): void {
  state.signal = 'open'
  if (!isObject(context)) return
  state.cwd = textOf(context.cwd) ?? state.cwd
  state.branch = textOf(context.branch) ?? state.branch
}
