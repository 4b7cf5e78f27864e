import { iso } from '../places.ts'
import type { Rollout } from './rollout.ts'
import { countsText } from './usage.ts'
import type { Counts } from './usage.ts'

export function writeLine(rollout: Rollout, type: string, payload: string): void {
  const ordinal = rollout.version.paginated ? `"ordinal":${rollout.ordinal++},` : ''
  rollout.file.line(`{"timestamp":"${iso(rollout.clock)}",${ordinal}"type":"${type}","payload":${payload}}`)
}

export function sessionMeta(rollout: Rollout): string {
  const { id, parent, version, place, texts, profile, kind } = rollout
  const root = parent?.id ?? id
  const head = version.paginated ? `"session_id":"${kind === 'subagent' ? root : id}","id":"${id}",` : `"id":"${id}",`
  const spawned = `{"subagent":{"thread_spawn":{"parent_thread_id":"${root}","depth":1,"agent_path":"/root/job","agent_nickname":"Rawls","agent_role":null}}}`
  const source =
    kind === 'subagent'
      ? `"parent_thread_id":"${root}","source":${spawned},"thread_source":"subagent",`
      : '"source":"cli",'
  const forked = kind === 'fork' ? `"forked_from_id":"${root}",` : ''
  const base =
    kind === 'fork' && version.paginated
      ? `"history_base":{"thread_id":"${root}","end_ordinal_exclusive":${rollout.ordinal}},`
      : ''
  const paginated = version.paginated ? `"history_mode":"paginated",${base}` : ''
  return (
    `{${head}${forked}"timestamp":"${iso(rollout.clock)}","cwd":"${place.cwd}","originator":"codex_cli_rs","cli_version":"${version.name}",${source}` +
    `"model_provider":"openai","base_instructions":{"text":"You are Codex, a coding agent. ${profile.codexInstructions()} ${texts.short()}"},${paginated}` +
    `"git":{"commit_hash":"${rollout.random.hex(40)}","branch":"${place.branch}","repository_url":"https://github.com/${place.repository}.git"}}`
  )
}

export const turnContext = (rollout: Rollout): string =>
  `{"turn_id":"${rollout.turnId}","cwd":"${rollout.place.cwd}","current_date":"${iso(rollout.clock).slice(0, 10)}","timezone":"Europe/Berlin","approval_policy":"on-request",` +
  `"sandbox_policy":{"type":"workspace-write","network_access":false},"model":"${rollout.model}","effort":"medium","personality":"pragmatic",` +
  `"collaboration_mode":{"mode":"default","settings":{"model":"${rollout.model}","reasoning_effort":"medium","developer_instructions":null}},"summary":"auto"}`

export function taskStarted(rollout: Rollout): string {
  const started = rollout.version.startsAreDated ? `"started_at":${Math.floor(rollout.clock / 1000)},` : ''
  return `{"type":"task_started","turn_id":"${rollout.turnId}",${started}"model_context_window":258400,"collaboration_mode_kind":"default"}`
}

export const taskComplete = (rollout: Rollout, text: string): string =>
  `{"type":"task_complete","turn_id":"${rollout.turnId}","last_agent_message":"${text}"}`

const LIMITS =
  '"limit_id":"codex","limit_name":null,"primary":{"used_percent":12.5,"window_minutes":300,"resets_at":1790000000},"secondary":null,"credits":null,"plan_type":"pro"'

export const emptyTokenCount = (): string => `{"type":"token_count","info":null,"rate_limits":{${LIMITS}}}`

export function tokenCount(rollout: Rollout, last: Counts): string {
  const { total, version } = rollout
  const withWrites = version.paginated
  return (
    `{"type":"token_count","info":{"total_token_usage":${countsText(total, withWrites)},"last_token_usage":${countsText(last, withWrites)},` +
    `"model_context_window":258400},"rate_limits":{${LIMITS}}}`
  )
}

export const usageRecord = (rollout: Rollout, last: Counts, turn: Counts): string =>
  `{"thread_id":"${rollout.id}","turn_id":"${rollout.turnId}","session_id":"${rollout.id}","root_turn_id":"${rollout.turnId}","response_id":"resp_${rollout.random.hex(48)}",` +
  `"usage":${countsText(last, true)},"turn_token_usage":${countsText(turn, true)},"thread_token_usage":${countsText(rollout.total, true)}}`

const passThrough = (rollout: Rollout): string =>
  rollout.version.paginated ? `,"internal_chat_message_metadata_passthrough":{"turn_id":"${rollout.turnId}"}` : ''

export function message(
  rollout: Rollout,
  role: 'user' | 'assistant' | 'developer',
  text: string,
  image?: string,
): string {
  const kind = role === 'assistant' ? 'output_text' : 'input_text'
  const picture = image === undefined ? '' : `,{"type":"input_image","image_url":"data:image/png;base64,${image}"}`
  return `{"type":"message","role":"${role}","content":[{"type":"${kind}","text":"${text}"}${picture}]${passThrough(rollout)}}`
}

export const reasoning = (rollout: Rollout, text: string): string =>
  `{"type":"reasoning","summary":[{"type":"summary_text","text":"${text}"}],"content":null,"encrypted_content":"${rollout.profile.encryptedReasoning()}"${passThrough(rollout)}}`

export const functionCall = (rollout: Rollout, callId: string, command: string): string =>
  `{"type":"function_call","name":"exec_command","arguments":"{\\"cmd\\":\\"rg -n ${rollout.random.hex(6)} src\\",\\"why\\":\\"${command}\\"}","call_id":"${callId}"${passThrough(rollout)}}`

export const functionOutput = (rollout: Rollout, callId: string, output: string): string =>
  `{"type":"function_call_output","call_id":"${callId}","output":"Chunk ID: ${rollout.random.hex(6)}\\nWall time: 0.0512 seconds\\nProcess exited with code 0\\nOutput:\\n${output}"${passThrough(rollout)}}`

export const itemCompleted = (rollout: Rollout, item: string): string =>
  `{"type":"item_completed","thread_id":"${rollout.id}","turn_id":"${rollout.turnId}","item":${item},"started_at_ms":${rollout.clock},"completed_at_ms":${rollout.clock}}`
