import type { ScanEnd, ScanFile, Sink } from '../_shared/agent.ts'
import { isObject } from '../_shared/json.ts'
import type { JsonObject } from '../_shared/json.ts'
import { readLines } from '../_shared/jsonl.ts'
import type { Lines } from '../_shared/jsonl.ts'
import { createPicker, values } from '../_shared/kernel/picker.ts'
import { firstTime, lastTime } from '../_shared/row-times.ts'
import { textOf, timeOf } from '../_shared/tokens.ts'
import { sessionOf } from './logs.ts'
import { metersOf } from './meters.ts'
import { takeEvent } from './session-events.ts'
import { takeSpan } from './spans.ts'
import { startState } from './state.ts'
import type { State } from './state.ts'
import { tryRecord } from './usage.ts'

/** What says something of usage or of how a session stands; the rest is most of a log, and its long lines. */
const wantedLine = createPicker({
  fields: {
    timestamp: 'time',
    type: { among: ['session.*', 'usage*', 'user.message', 'assistant.message', 'abort', 'span'] },
    ...values(['id', 'agentId', 'traceId', 'spanId', 'startTime', 'endTime', 'attributes']),
    data: {
      fields: {
        ...values([
          'startTime',
          'context',
          'cwd',
          'branch',
          'usage',
          'success',
          'compactionTokensUsed',
          'shutdownType',
        ]),
        ...values(['modelMetrics', 'accountingSnapshot', 'messageId', 'apiCallId', 'model', 'outputTokens']),
        ...values(['totalPremiumRequests', 'totalNanoAiu', 'codeChanges']),
      },
    },
  },
})

/** The events of a session, and the spans that the command line exports when it is told to. */
export function scanLines(file: ScanFile, sink: Sink): ScanEnd {
  const state = file.resume ? (JSON.parse(file.resume) as State) : startState()
  const session = sessionOf(file.path)
  const lines: Lines = {
    picker: wantedLine,
    row: (line, offset) => tryRecord(offset, sink, () => takeLine(line, offset, session, state, sink)),
    bad: (offset, detail) => sink.problem({ kind: 'bad-line', offset, detail }),
    passed() {
      state.firstTime ??= firstTime()
      state.lastTime = lastTime() ?? state.lastTime
    },
  }
  const end = readLines(file.path, file.start, lines)
  sink.lines(end.lines)
  if (state.hasEvents) tellSession(session, state, sink)
  return { ...end, resume: JSON.stringify(state) }
}

function takeLine(line: JsonObject, offset: number, session: string, state: State, sink: Sink): void {
  const type = textOf(line.type)
  if (type === 'span') takeSpan(line, offset, sink)
  else if (type !== null) {
    const data = isObject(line.data) ? line.data : {}
    takeEvent({ type, session, offset, line, data, time: timeOf(line.timestamp) }, state, sink)
  }
}

const tellSession = (id: string, state: State, sink: Sink): void =>
  sink.session({
    id,
    parent: null,
    startedAt: state.startedAt ?? state.firstTime,
    endedAt: state.lastTime,
    cwd: state.cwd,
    branch: state.branch,
    signal: state.signal,
    meters: metersOf(state.meters),
  })
