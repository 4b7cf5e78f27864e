import { basename, dirname, sep } from 'node:path'
import type { SessionSignal } from '../../core/usage.ts'
import type { ScanEnd, ScanFile, Sink } from '../_shared/agent.ts'
import { isObject, parseObject } from '../_shared/json.ts'
import type { JsonObject } from '../_shared/json.ts'
import { readLines } from '../_shared/jsonl.ts'
import type { Lines } from '../_shared/jsonl.ts'
import { createPicker, values } from '../_shared/kernel/picker.ts'
import { firstTime, lastTime } from '../_shared/row-times.ts'
import { idOf, ImpossibleNumber, noteCounts, noteUnknownTokens, textOf, timeOf, tokenCount } from '../_shared/tokens.ts'
import { noAnswers, noteAnswer, totalsOf } from './answered.ts'
import type { Answers, Used } from './answered.ts'
import { noteUnknownUsage, responseParts, searchCount, stepsOf, hasAny, tellsCounts } from './usage.ts'

/**
 * The rows that tell of usage, and what is read of those of the assistant. A usage field that is not known yet is worth a look
 * at the whole.
 */
const usageRow = createPicker({
  fields: {
    timestamp: 'time',
    type: { among: ['assistant', 'cost-state'] },
    data: { fields: { message: { fields: { type: { among: ['assistant'] } } } } },
    ...values([
      'modelUsage',
      'startTime',
      'totalDuration',
      'sessionId',
      'requestId',
      'uuid',
      'isSidechain',
      'agentId',
      'cwd',
      'gitBranch',
    ]),
    requestedModel: null,
    ...values(['requestSessionId', 'forkedFrom', 'isApiErrorMessage', 'costUSD']),
    message: {
      fields: {
        ...values(['id', 'model', 'stop_reason']),
        // Whatever a later version calls the row.
        role: { among: ['assistant'] },
        usage: {
          strict: true,
          fields: {
            ...values(['input_tokens', 'output_tokens', 'cache_creation_input_tokens', 'cache_read_input_tokens']),
            ...values(['service_tier', 'inference_geo', 'speed', 'iterations', 'fallback_credit']),
            cache_creation: {
              strict: true,
              fields: values(['ephemeral_5m_input_tokens', 'ephemeral_1h_input_tokens']),
            },
            server_tool_use: { strict: true, fields: values(['web_search_requests', 'web_fetch_requests']) },
            output_tokens_details: { strict: true, fields: values(['thinking_tokens']) },
          },
        },
      },
    },
  },
})

const TYPES = new Set<unknown>(['assistant', 'cost-state', 'progress'])

const isAnswer = ({ message }: JsonObject): boolean => isObject(message) && message.role === 'assistant'

/** What a longer file is read on with. */
interface State {
  /** The session the file belongs to, and the sub-agent, where it is the log of one. */
  session: string | null
  agent: string | null
  firstTime: number | null
  /** Of the last row that has a time, and the latest of the rows that were taken. */
  seenTime: number | null
  lastTime: number | null
  cwd: string | null
  branch: string | null
  signal: SessionSignal
  answers: Answers
}

const startState = (): State => ({
  session: null,
  agent: null,
  firstTime: null,
  seenTime: null,
  lastTime: null,
  cwd: null,
  branch: null,
  signal: 'open',
  answers: noAnswers(),
})

export function scanTranscript(file: ScanFile, sink: Sink): ScanEnd {
  const state = file.resume ? (JSON.parse(file.resume) as State) : startState()
  /** Where the last answer ends in the chunk. */
  let answered = 0
  const lines: Lines = {
    picker: usageRow,
    row(found, offset, buffer, from, to) {
      const { type } = found
      if (!TYPES.has(type) && !isAnswer(found)) return
      const row = type === 'progress' ? (parseObject(buffer, from, to) ?? found) : found
      if (timeOf(row.timestamp) === null) state.seenTime = lastTime() ?? state.seenTime
      if (type === 'assistant' || type === 'progress') answered = to
      takeRow(type, row, offset, state, file.path, sink)
    },
    bad: (offset, detail) => sink.problem({ kind: 'bad-line', offset, detail }),
    passed(buffer, to) {
      passChunk(buffer, answered, to, state)
      answered = 0
    },
  }
  const end = readLines(file.path, file.start, lines)
  sink.lines(end.lines)
  tellSession(file.path, state, sink)
  return { ...end, resume: JSON.stringify(state) }
}

const INTERRUPTION = '"[Request interrupted by user'

/** Searched by a short piece of it: Node finds one of up to seven bytes several times as fast. */
function isInterrupted(buffer: Buffer, from: number, to: number): boolean {
  for (let at = buffer.indexOf('[Reques', from); at !== -1 && at < to; at = buffer.indexOf('[Reques', at + 1)) {
    if (buffer.toString('latin1', at - 1, at - 1 + INTERRUPTION.length) === INTERRUPTION) return true
  }
  return false
}

function passChunk(buffer: Buffer, answered: number, to: number, state: State): void {
  state.firstTime ??= firstTime()
  state.seenTime = lastTime() ?? state.seenTime
  // The last record of an interrupted turn is a user row with this text.
  if (isInterrupted(buffer, answered, to)) state.signal = 'cancelled'
}

function tellSession(path: string, state: State, sink: Sink): void {
  // Of a log that was cut to nothing, what it told before stays.
  if (state.session === null && state.firstTime === null) return
  const session = state.session ?? sessionOfPath(path)
  sink.group(session)
  sink.session({
    id: state.agent ?? session,
    parent: state.agent === null ? null : session,
    startedAt: state.firstTime,
    endedAt: latest(state.lastTime, state.seenTime),
    cwd: state.cwd,
    branch: state.branch,
    signal: state.signal,
  })
}

/** What is asked of a row is asked once: it is read out of the log each time. */
function takeRow(type: unknown, row: JsonObject, offset: number, state: State, path: string, sink: Sink): void {
  if (type === 'cost-state') return takeCostState(row, offset, state, sink)
  if (type === 'assistant') return takeAssistant(row, offset, state, path, sink)
  if (type !== 'progress') return noteOther(row, offset, sink)
  // Before sub-agents had files of their own, their messages came wrapped in progress rows of the parent.
  const inner = isObject(row.data) ? row.data.message : null
  if (isObject(inner) && inner.type === 'assistant') {
    // It is the parent's file all the same.
    state.session ??= textOf(row.sessionId)
    const agentId = isObject(row.data) ? row.data.agentId : null
    takeAssistant({ ...row, ...inner, isSidechain: true, agentId: agentId ?? inner.agentId }, offset, state, path, sink)
  }
}

function takeAssistant(row: JsonObject, offset: number, state: State, path: string, sink: Sink): void {
  const message = row.message
  if (!isObject(message)) return
  const { usage: counts, model: answeredBy } = message
  const usage = isObject(counts) && tellsCounts(counts) ? counts : null
  // Failed and interrupted requests are kept as rows of this model, with zeros or nothing.
  const isError = answeredBy === '<synthetic>'
  if (usage === null && !isError) return noteUncounted(counts, offset, sink)
  const session = textOf(row.sessionId) ?? sessionOfPath(path)
  // In old logs the messages of sub-agents stand among those of the session.
  if (state.session === null) state.agent = textOf(row.agentId)
  state.session ??= session
  const written = timeOf(row.timestamp)
  const time = written ?? latest(state.lastTime, state.seenTime)
  state.lastTime = latest(state.lastTime, time)
  if (usage === null || isError) {
    if (usage !== null && hasAny(usage))
      sink.problem({ kind: 'note', offset, detail: 'usage of a failed answer is not read' })
    state.signal = row.isApiErrorMessage === true ? 'failed' : 'cancelled'
    return
  }
  state.signal = isFinal(message.stop_reason) ? 'done' : 'open'
  const model = textOf(answeredBy) ?? 'unknown'
  const cwd = textOf(row.cwd)
  const { gitBranch } = row
  const branch = branchOf(gitBranch)
  state.cwd = cwd ?? state.cwd
  // A detached checkout has none; an old version does not tell.
  if (gitBranch !== undefined) state.branch = branch
  if (time === null) return sink.problem({ kind: 'quarantined', offset, detail: 'no time in the record or before it' })

  const steps = stepsOf(usage)
  const payer = textOf(row.requestSessionId)
  const agent = textOf(row.agentId)
  const id = idOf(message.id)
  const request = idOf(row.requestId)
  const isSidechain = row.isSidechain === true
  try {
    noteUnknownUsage(usage, steps, offset, sink)
    const parts = responseParts(usage, steps, model, row.costUSD)
    sink.response({
      identity: id ?? request ?? idOf(row.uuid) ?? `${session}@${offset}`,
      variant: id === null ? null : request,
      copyOf: null,
      demoted: isSidechain,
      copied: payer !== null || isObject(row.forkedFrom),
      subagent: isSidechain || agent !== null,
      quality: written === null ? 'partial' : 'exact',
      session: agent ?? payer ?? session,
      time,
      cwd,
      branch,
      offset,
      parts,
    })
    noteAnswer(state.answers, textOf(row.requestedModel), model, id, parts)
  } catch (error) {
    if (!(error instanceof ImpossibleNumber)) throw error
    sink.problem({ kind: 'quarantined', offset, detail: error.message })
  }
}

/** What stands where the counts should, in case it is usage that is written otherwise. */
function noteUncounted(counts: unknown, offset: number, sink: Sink): void {
  if (counts === undefined) sink.problem({ kind: 'note', offset, detail: 'an answer without usage' })
  noteCounts(counts, 'usage', false, offset, sink)
}

/** An answer in a kind of row that later versions may write. */
function noteOther({ type, message }: JsonObject, offset: number, sink: Sink): void {
  if (!isObject(message) || !isObject(message.usage) || !tellsCounts(message.usage)) return
  sink.problem({ kind: 'note', offset, detail: `usage in a row of type ${textOf(type) ?? 'none'} is not read` })
}

/** The session's running totals, written again and again; they include calls that leave no row of their own. */
function takeCostState(row: JsonObject, offset: number, state: State, sink: Sink): void {
  if (!isObject(row.modelUsage))
    return sink.problem({ kind: 'note', offset, detail: 'a cost-state without the usage of a model' })
  state.session ??= textOf(row.sessionId)
  // It tells no time of its own but when the agent began. It holds all that went before, so it never counts as older than a row it followed.
  state.lastTime = latest(state.lastTime, state.seenTime)
  const time = state.lastTime ?? whenEnded(row)
  const named = Object.keys(row.modelUsage)
  for (const [asked, usage] of Object.entries(row.modelUsage)) {
    if (!isObject(usage)) {
      noteCounts(usage, 'cost-state', true, offset, sink)
      continue
    }
    noteUnknownTokens(usage, KNOWN_TOTALS, offset, sink)
    try {
      for (const [model, used] of totalsOf(asked, usedOf(usage), named, state.answers)) {
        sink.claim({ model, ...used, time, offset })
      }
    } catch (error) {
      if (!(error instanceof ImpossibleNumber)) throw error
      sink.problem({ kind: 'quarantined', offset, detail: `cost-state: ${error.message}` })
    }
  }
}

const KNOWN_TOTALS = new Set([
  'inputTokens',
  'outputTokens',
  'cacheReadInputTokens',
  'cacheCreationInputTokens',
  'cacheCreationEphemeral5mInputTokens',
  'cacheCreationEphemeral1hInputTokens',
  'thinkingTokens',
  'webSearchRequests',
  'costUSD',
])

function usedOf(usage: JsonObject): Used {
  const written = tokenCount(usage.cacheCreationInputTokens, 'cacheCreationInputTokens')
  const long = tokenCount(usage.cacheCreationEphemeral1hInputTokens, 'cacheCreationEphemeral1hInputTokens')
  return {
    input: tokenCount(usage.inputTokens, 'inputTokens'),
    output: tokenCount(usage.outputTokens, 'outputTokens'),
    cacheRead: tokenCount(usage.cacheReadInputTokens, 'cacheReadInputTokens'),
    cacheWrite5m: written - Math.min(long, written),
    cacheWrite1h: Math.min(long, written),
    reasoning: tokenCount(usage.thinkingTokens, 'thinkingTokens'),
    webSearches: searchCount(usage.webSearchRequests, 'webSearchRequests'),
  }
}

/** In milliseconds; a file of totals alone has no other time. */
const whenEnded = ({ startTime, totalDuration }: JsonObject): number =>
  (typeof startTime === 'number' ? startTime : 0) + (typeof totalDuration === 'number' ? totalDuration : 0)

const latest = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.max(a, b)

const isFinal = (reason: unknown): boolean =>
  typeof reason === 'string' && reason !== 'tool_use' && reason !== 'pause_turn'

/** A detached checkout is recorded as `HEAD`, a folder outside git as an empty text. */
const branchOf = (value: unknown): string | null => {
  const branch = textOf(value)
  return branch === 'HEAD' ? null : branch
}

/** `<slug>/<session>.jsonl`, or `agent-<id>.jsonl` somewhere below `<slug>/<session>/subagents`. */
function sessionOfPath(path: string): string {
  const folders = dirname(path).split(sep)
  return folders[folders.lastIndexOf('subagents') - 1] ?? basename(path, '.jsonl')
}
