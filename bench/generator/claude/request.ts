import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openLogFile } from '../log-file.ts'
import { iso } from '../places.ts'
import type { Random } from '../random.ts'
import { addTokens } from '../truth.ts'
import type { Tokens } from '../truth.ts'
import { spend } from './ledger.ts'
import { assistantBody, progressBody, promptBody, toolResultBody, writeRow } from './rows.ts'
import type { Response } from './rows.ts'
import type { Session, Thread } from './session.ts'
import { SUBAGENT_MODEL } from './versions.ts'

const TOOLS = ['Bash', 'Read', 'Grep', 'Edit', 'Write', 'Glob', 'WebFetch', 'mcp__github__get_issue']
/** Below every size tier: what a prompt grows to before it is cut back. */
const LARGEST_CONTEXT = 150_000

/** One billed response: two or three rows of it, then the result of its tool. */
export function writeRequest(session: Session, thread: Thread, isLast: boolean): void {
  const { random, texts, truth, version } = session
  const model = random.chance(0.04) ? SUBAGENT_MODEL : thread.model
  const usage = nextUsage(session, thread)
  const requestRef = writeRequestLog(session, thread, model)
  const response: Response = {
    messageId: `msg_01${random.alphanumeric(22)}`,
    requestId: `req_011${random.alphanumeric(21)}`,
    requestRef,
    model,
    usage,
    stopReason: isLast ? 'end_turn' : 'tool_use',
  }
  const spawns = !isLast && session.maySpawn && thread.agentId === undefined && random.chance(0.02)
  const toolId = `toolu_01${random.alphanumeric(22)}`
  const contents = blocksOf(session, isLast, toolId, spawns)
  contents.forEach((content, index) => {
    session.clock += random.int(40, 4_000)
    writeRow(
      session,
      thread,
      assistantBody(session, response, { index, isLast: index === contents.length - 1, content }),
    )
  })
  addTokens(truth, usage)
  spend(session.spent, model, usage)
  if (isLast) return
  const result = spawns ? texts.medium() : session.profile.toolResult()
  if (spawns) writeSubagent(session, thread, toolId)
  const progress = version.subagents === 'inline' ? 0 : random.int(0, 10)
  for (let n = 1; n <= progress; n++) {
    session.clock += random.int(30, 3_000)
    writeRow(session, thread, progressBody(toolId, texts.medium(), n))
  }
  session.clock += random.int(30, 3_000)
  writeRow(session, thread, toolResultBody(thread.promptId, toolId, result), toolUseResult(random, result))
}

function nextUsage(session: Session, thread: Thread): Tokens {
  const { random, version, keepsCacheAnHour } = session
  const output = 12 + random.around(380)
  const written = random.int(150, 5_200)
  const forAnHour = version.splitsCacheWrites && keepsCacheAnHour ? random.int(0, written) : 0
  const usage: Tokens = {
    requests: 1,
    input_tokens: random.int(2, 900),
    output_tokens: output,
    cache_read_tokens: thread.context,
    cache_write_5m_tokens: written - forAnHour,
    cache_write_1h_tokens: forAnHour,
    reasoning_tokens: version.envelope === 'last' && random.chance(0.4) ? random.int(1, output - 1) : 0,
  }
  thread.context = thread.context + written > LARGEST_CONTEXT ? random.int(9_000, 30_000) : thread.context + written
  return usage
}

function blocksOf(session: Session, isLast: boolean, toolId: string, spawns: boolean): string[] {
  const { random, texts, profile } = session
  const thinking = `{"type":"thinking","thinking":"${random.chance(0.5) ? texts.medium() : ''}","signature":"${profile.encryptedReasoning()}"}`
  const text = `{"type":"text","text":"${isLast ? texts.medium() : texts.short()}"}`
  const input = spawns
    ? `{"description":"${texts.short()}","prompt":"${texts.medium()}","subagent_type":"general-purpose"}`
    : `{"command":"${texts.short()}","file_path":"${session.place.cwd}/src/index.ts"}`
  const tool = `{"type":"tool_use","id":"${toolId}","name":"${spawns ? 'Agent' : random.pick(TOOLS)}","input":${input}}`
  const blocks = random.chance(0.3) ? [thinking, text] : [text]
  return isLast ? blocks : [...blocks, tool]
}

function toolUseResult(random: Random, result: string): string {
  return random.chance(0.6)
    ? `,"toolUseResult":{"stdout":"${result}","stderr":"","interrupted":false,"isImage":false}`
    : `,"toolUseResult":{"type":"text","file":{"filePath":"/tmp/x","numLines":${random.int(1, 900)}}}`
}

/** Newer versions log every request they send; the log has no usage and can be far larger than the conversation. */
function writeRequestLog(session: Session, thread: Thread, model: string): string {
  const { random, texts, profile, version, id } = session
  const requestRef = random.uuid()
  if (!version.requestLog) return requestRef
  const shapeHash = random.hex(64)
  const shape = profile.requestShape()
  const agent = thread.agentId === undefined ? '' : `"agentId":"${thread.agentId}",`
  if (shape !== undefined) {
    thread.file.line(
      `{"type":"api-request-shape","sessionId":"${id}",${agent}"hash":"${shapeHash}","system":[{"type":"text","text":"${shape}"}],"tools":[{"name":"Bash","description":"${texts.long()}"}]}`,
    )
  }
  if (random.chance(0.35)) {
    thread.file.line(
      `{"type":"api-request","sessionId":"${id}",${agent}"id":"${requestRef}","timestamp":"${iso(session.clock)}","version":"${version.name}","querySource":"repl_main_thread",` +
        `"shapeHash":"${shapeHash}","params":{"model":"${model}","max_tokens":32000,"thinking":{"type":"enabled","budget_tokens":31999}},"keep":0,"tail":["${random.hex(64)}"],"requestDigest":"${random.hex(64)}"}`,
    )
  }
  return requestRef
}

function writeSubagent(session: Session, parent: Thread, toolId: string): void {
  const { random, texts, version, truth, profile } = session
  const agentId = version.subagents === 'beside' ? random.hex(8) : `a${random.hex(16)}`
  const folder = version.subagents === 'beside' ? session.folder : join(session.folder, session.id, 'subagents')
  const isInline = version.subagents === 'inline'
  const file = isInline ? parent.file : openLogFile(join(folder, `agent-${agentId}.jsonl`), truth)
  const thread: Thread = {
    file,
    model: SUBAGENT_MODEL,
    agentId,
    parent: undefined,
    context: random.int(6_000, 12_000),
    promptId: parent.promptId,
  }
  writeRow(session, thread, promptBody(thread.promptId, texts.medium(), undefined))
  const until = file.size() + random.around(profile.claudeSubagent)
  while (file.size() < until) writeRequest(session, thread, false)
  writeRequest(session, thread, true)
  if (isInline) return
  file.close(session.clock)
  if (version.envelope === 'last') {
    const meta = `{"agentType":"general-purpose","description":"${texts.short()}","toolUseId":"${toolId}","spawnDepth":1,"model":"${SUBAGENT_MODEL}","finished":true}`
    writeFileSync(join(folder, `agent-${agentId}.meta.json`), meta)
  }
}
