import { iso } from '../places.ts'
import type { Tokens } from '../truth.ts'
import type { Session, Thread } from './session.ts'

/** A row of the conversation: it has a uuid, a parent and the envelope, and becomes the parent of the next one. */
export function writeRow(session: Session, thread: Thread, body: string, extra = ''): string {
  const { random, version, place, id } = session
  const uuid = random.uuid()
  const parent = thread.parent === undefined ? 'null' : `"${thread.parent}"`
  const agent = thread.agentId === undefined ? '' : `"agentId":"${thread.agentId}",`
  const head = `{"parentUuid":${parent},"isSidechain":${thread.agentId !== undefined},`
  const who = `"userType":"external","entrypoint":"cli","cwd":"${place.cwd}","sessionId":"${id}","version":"${version.name}","gitBranch":"${session.branch}"`
  const when = `"uuid":"${uuid}","timestamp":"${iso(session.clock)}"`
  thread.file.line(
    version.envelope === 'first'
      ? `${head}${who},${agent}${body},${when}${extra}}`
      : `${head}${agent}${body},${when}${extra},${who}}`,
  )
  thread.parent = uuid
  return uuid
}

export const promptBody = (promptId: string, text: string, image: string | undefined): string => {
  const content =
    image === undefined
      ? `"${text}"`
      : `[{"type":"text","text":"${text}"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"${image}"}}]`
  return `"promptId":"${promptId}","type":"user","message":{"role":"user","content":${content}}`
}

export const toolResultBody = (promptId: string, toolId: string, text: string): string =>
  `"promptId":"${promptId}","type":"user","message":{"role":"user","content":[{"tool_use_id":"${toolId}","type":"tool_result","content":"${text}"}]}`

export const attachmentBody = (text: string): string =>
  `"attachment":{"type":"todo_reminder","content":"${text}"},"type":"attachment","rendered":[{"content":"<system-reminder>\\n${text}\\n</system-reminder>"}],"renderedRole":"system"`

export const progressBody = (toolId: string, text: string, seconds: number): string =>
  `"type":"progress","data":{"type":"bash_progress","output":"${text}","fullOutput":"${text}","elapsedTimeSeconds":${seconds},"totalLines":${seconds * 3}},` +
  `"toolUseID":"bash-progress-${seconds}","parentToolUseID":"${toolId}"`

export const systemBody = (milliseconds: number): string =>
  `"type":"system","subtype":"turn_duration","durationMs":${milliseconds},"isMeta":false,"level":"info"`

export const errorBody = (messageId: string): string =>
  `"type":"assistant","message":{"id":"${messageId}","model":"<synthetic>","role":"assistant","stop_reason":"stop_sequence","stop_sequence":"","type":"message",` +
  '"usage":{"input_tokens":0,"output_tokens":0,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"server_tool_use":{"web_search_requests":0,"web_fetch_requests":0},' +
  '"service_tier":null,"cache_creation":{"ephemeral_1h_input_tokens":0,"ephemeral_5m_input_tokens":0}},' +
  '"content":[{"type":"text","text":"API Error: 529 {\\"type\\":\\"error\\",\\"error\\":{\\"type\\":\\"overloaded_error\\",\\"message\\":\\"Overloaded\\"}}"}]},"isApiErrorMessage":true'

export interface Response {
  readonly messageId: string
  readonly requestId: string
  readonly requestRef: string
  readonly model: string
  readonly usage: Tokens
  readonly stopReason: 'tool_use' | 'end_turn'
}

export interface Block {
  readonly index: number
  readonly isLast: boolean
  readonly content: string
}

export function assistantBody(session: Session, response: Response, block: Block): string {
  const { version } = session
  const partial = version.streamsPartials && !block.isLast
  const stop = partial ? 'null' : `"${response.stopReason}"`
  const usage = usageText(
    session,
    response.usage,
    partial ? Math.min(response.usage.output_tokens, 1 + block.index * 3) : response.usage.output_tokens,
  )
  const message =
    `"message":{"id":"${response.messageId}","type":"message","role":"assistant","model":"${response.model}","content":[${block.content}],` +
    `"stop_reason":${stop},"stop_sequence":null,"usage":${usage}`
  if (version.envelope === 'first') return `${message}},"requestId":"${response.requestId}","type":"assistant"`
  return (
    `${message},"stop_details":null},"apiBlockIndex":${block.index},"requestId":"${response.requestId}","requestRef":"${response.requestRef}",` +
    `"requestedModel":"${response.model}","promptCacheRequested":"5m","type":"assistant"`
  )
}

function usageText(session: Session, usage: Tokens, output: number): string {
  const { splitsCacheWrites, envelope } = session.version
  const writes = usage.cache_write_5m_tokens + usage.cache_write_1h_tokens
  const head = `{"input_tokens":${usage.input_tokens},"cache_creation_input_tokens":${writes},"cache_read_input_tokens":${usage.cache_read_tokens}`
  const split = `"cache_creation":{"ephemeral_1h_input_tokens":${usage.cache_write_1h_tokens},"ephemeral_5m_input_tokens":${usage.cache_write_5m_tokens}}`
  if (!splitsCacheWrites) return `${head},"output_tokens":${output},"service_tier":"standard"}`
  if (envelope === 'first') return `${head},${split},"output_tokens":${output},"service_tier":"standard"}`
  return (
    `${head},"output_tokens":${output},"output_tokens_details":{"thinking_tokens":${usage.reasoning_tokens}},` +
    `"server_tool_use":{"web_search_requests":0,"web_fetch_requests":0},"service_tier":"standard",${split},` +
    '"inference_geo":"global","iterations":[],"speed":"standard","fallback_credit":null}'
  )
}
