import type { Sink } from '../_shared/agent.ts'
import type { SessionSignal } from '../../core/usage.ts'
import { isObject } from '../_shared/json.ts'
import type { JsonObject } from '../_shared/json.ts'
import { textOf } from '../_shared/tokens.ts'
import { SELLER } from './billing.ts'
import { RANK } from './sources.ts'
import { timeOfNumber } from '../_shared/times.ts'
import { isNone, tell, tryRecord, usageOf } from './usage.ts'
import type { FieldNames } from './usage.ts'

export interface Chat {
  readonly session: JsonObject
  /** Of its file. */
  readonly name: string
  readonly cwd: string | null
  /** A log of changes, not a document of before there were any. */
  readonly isLog: boolean
  readonly text: Buffer
}

/** A request may take many rounds; this is what its last one took, and no cache is told of. */
const LAST_ROUND: FieldNames = {
  input: ['promptTokens'],
  output: ['outputTokens', 'completionTokens'],
  read: [],
  written: [],
  reasoning: [],
}

export function tellChat(chat: Chat, sink: Sink): void {
  const { session } = chat
  const id = textOf(session.sessionId) ?? chat.name
  const requests = Array.isArray(session.requests) ? (session.requests as unknown[]).filter(isObject) : []
  sink.session({
    id,
    parent: null,
    startedAt: timeOfNumber(session.creationDate),
    endedAt: timeOfNumber(session.lastMessageDate) ?? requests.reduce(latest, null),
    cwd: chat.cwd,
    branch: null,
    signal: signalOf(requests.at(-1)),
  })
  let offset = 0
  for (const [n, request] of requests.entries()) {
    const requestId = textOf(request.requestId)
    // As bytes: Node ends with an assertion when it looks for a text that has half a character.
    const found = requestId === null ? -1 : chat.text.indexOf(Buffer.from(`"${requestId}"`), offset)
    if (found !== -1) offset = found
    const at = offset
    tryRecord(at, sink, () => takeRequest(request, `${id}:${requestId ?? n}`, id, at, chat, sink))
  }
}

function takeRequest(
  request: JsonObject,
  identity: string,
  session: string,
  offset: number,
  chat: Chat,
  sink: Sink,
): void {
  const result = isObject(request.result) ? request.result : {}
  const metadata = isObject(result.metadata) ? result.metadata : {}
  const usage = usageOf({ completionTokens: request.completionTokens, ...metadata }, LAST_ROUND)
  if (isNone(usage)) return
  const time = endOf(request)
  if (time === null) return sink.problem({ kind: 'quarantined', offset, detail: 'no time in the record' })
  const [seller, model] = modelOf(textOf(request.modelId))
  tell(
    {
      identity,
      // The log is what goes on; the document stays behind when a chat is moved to one.
      demoted: !chat.isLog,
      session,
      time,
      cwd: chat.cwd,
      branch: null,
      offset,
      subagent: false,
      quality: 'partial',
      sourceRank: chat.isLog ? RANK.chatLog : RANK.chatDocument,
      parts: [{ model: textOf(metadata.resolvedModel) ?? model, provider: seller, usage, nanoCredits: null }],
    },
    sink,
  )
}

/** `copilot/gpt-5.2`: who offers the model, and the model. */
function modelOf(id: string | null): [string, string | null] {
  const slash = id?.indexOf('/') ?? -1
  if (id === null || slash <= 0) return [SELLER, id]
  const vendor = id.slice(0, slash)
  return [vendor === 'copilot' ? SELLER : vendor, id.slice(slash + 1)]
}

/** When it was sent, and how long it took. */
function endOf(request: JsonObject): number | null {
  const sent = timeOfNumber(request.timestamp)
  const timings = isObject(request.result) && isObject(request.result.timings) ? request.result.timings : {}
  const took = timings.totalElapsed
  return sent === null ? null : sent + (typeof took === 'number' && took > 0 ? Math.floor(took) : 0)
}

function latest(soFar: number | null, request: JsonObject): number | null {
  const end = endOf(request)
  return end === null || (soFar !== null && soFar > end) ? soFar : end
}

function signalOf(last: JsonObject | undefined): SessionSignal {
  if (last === undefined) return 'done'
  if (last.isCanceled === true) return 'cancelled'
  if (!isObject(last.result)) return 'open'
  return isObject(last.result.errorDetails) ? 'failed' : 'done'
}
