import { addTokens } from '../truth.ts'
import {
  emptyTokenCount,
  functionCall,
  functionOutput,
  itemCompleted,
  message,
  reasoning,
  taskComplete,
  taskStarted,
  tokenCount,
  turnContext,
  usageRecord,
  writeLine,
} from './rows.ts'
import type { Rollout } from './rollout.ts'
import { contextAfter, nextCounts, noCounts, plus, tokensOf } from './usage.ts'
import type { Counts } from './usage.ts'
import { CODEX_MODELS, WRITES_CACHE } from './versions.ts'

export function writeTurn(rollout: Rollout): void {
  const { random, texts, version, profile } = rollout
  rollout.clock += random.chance(0.03) ? random.int(3_600_000, 20_000_000) : random.int(5_000, 300_000)
  rollout.turnId = random.uuidV7(rollout.clock)
  if (random.chance(0.04)) rollout.model = random.pick(CODEX_MODELS)
  const prompt = random.chance(0.3) ? texts.medium() : texts.short()
  writeLine(rollout, 'event_msg', taskStarted(rollout))
  writeLine(rollout, 'response_item', message(rollout, 'user', prompt, profile.image()))
  if (version.paginated)
    writeItem(
      rollout,
      `{"type":"UserMessage","id":"${random.uuid()}","content":[{"type":"text","text":"${prompt}","text_elements":[]}]}`,
    )
  else
    writeLine(
      rollout,
      'event_msg',
      `{"type":"user_message","message":"${prompt}","images":[],"local_images":[],"text_elements":[]}`,
    )
  writeLine(rollout, 'turn_context', turnContext(rollout))
  if (rollout.total.input === 0 && !version.paginated) writeLine(rollout, 'event_msg', emptyTokenCount())
  const requests = random.int(1, 10)
  let turn = noCounts()
  for (let n = 1; n <= requests; n++) turn = writeResponse(rollout, turn, n === requests)
  // A turn that was interrupted has no end.
  if (random.chance(0.97)) writeLine(rollout, 'event_msg', taskComplete(rollout, texts.short()))
}

function writeResponse(rollout: Rollout, turn: Counts, isLast: boolean): Counts {
  const { random, texts, version, truth } = rollout
  const last = nextCounts(random, rollout.context, version.name === '0.169.0' && rollout.model === WRITES_CACHE)
  rollout.context = contextAfter(random, last)
  // Never two responses in one second: ccusage takes those at the head of a sub-agent's or fork's file for copied history.
  rollout.clock += random.int(1_100, 9_000)
  if (version.repeatsCounts && rollout.unrepeated !== undefined)
    writeLine(rollout, 'event_msg', tokenCount(rollout, rollout.unrepeated))
  writeReasoning(rollout)
  rollout.total = plus(rollout.total, last)
  rollout.unrepeated = last
  const turnTotal = plus(turn, last)
  const callId = `call_${random.alphanumeric(24)}`
  const answer = texts.medium()
  if (isLast) writeAnswer(rollout, answer)
  else writeLine(rollout, 'response_item', functionCall(rollout, callId, texts.short()))
  if (version.paginated) writeLine(rollout, 'token_usage_record', usageRecord(rollout, last, turnTotal))
  else writeLine(rollout, 'event_msg', tokenCount(rollout, last))
  if (!isLast) writeOutput(rollout, callId)
  if (version.paginated) writeLine(rollout, 'event_msg', tokenCount(rollout, last))
  addTokens(truth, tokensOf(last))
  return turnTotal
}

function writeReasoning(rollout: Rollout): void {
  const { random, texts, version } = rollout
  const thought = texts.short()
  if (version.paginated)
    writeItem(
      rollout,
      `{"type":"Reasoning","id":"rs_${random.hex(12)}","summary_text":["${thought}"],"raw_content":[]}`,
    )
  else writeLine(rollout, 'event_msg', `{"type":"agent_reasoning","text":"${thought}"}`)
  writeLine(rollout, 'response_item', reasoning(rollout, thought))
}

function writeAnswer(rollout: Rollout, answer: string): void {
  const { random, version } = rollout
  if (version.paginated)
    writeItem(
      rollout,
      `{"type":"AgentMessage","id":"msg_${random.hex(12)}","content":[{"type":"Text","text":"${answer}"}]}`,
    )
  else writeLine(rollout, 'event_msg', `{"type":"agent_message","message":"${answer}","phase":null}`)
  writeLine(rollout, 'response_item', message(rollout, 'assistant', answer))
}

function writeOutput(rollout: Rollout, callId: string): void {
  const { random, version, profile } = rollout
  const output = profile.toolResult()
  rollout.clock += random.int(30, 8_000)
  if (version.paginated) {
    writeItem(
      rollout,
      `{"type":"CommandExecution","id":"${callId}","command":["/bin/bash","-lc","rg -n"],"cwd":"file://${rollout.place.cwd}","status":"completed","stdout":"${output}","stderr":"","exit_code":0}`,
    )
  }
  writeLine(rollout, 'response_item', functionOutput(rollout, callId, output))
}

const writeItem = (rollout: Rollout, item: string): void =>
  writeLine(rollout, 'event_msg', itemCompleted(rollout, item))
