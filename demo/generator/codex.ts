import { join } from 'node:path'
import type { World } from './claude.ts'
import { iso, Log } from './file.ts'
import type { Plan } from './story.ts'
import { add } from './tokens.ts'

/** As Codex counts: input holds the cached and the written tokens, output the reasoning. */
const noCounts = () => ({
  input_tokens: 0,
  cached_input_tokens: 0,
  cache_write_input_tokens: 0,
  output_tokens: 0,
  reasoning_output_tokens: 0,
  total_tokens: 0,
})
type Counts = ReturnType<typeof noCounts>

interface Thread {
  readonly id: string
  readonly started: number
  readonly log: Log
  readonly total: Counts
  clock: number
  ordinal: number
  context: number
}

/** One rollout, in the lines of version 0.169.0. */
export function writeCodex(world: World, plan: Plan): Thread {
  const { random } = world
  const thread = openThread(world, plan.start, random.int(16_000, 24_000))
  writeMeta(plan, thread, {})
  writeTurns(world, plan, thread, plan.task, plan.requests)
  if (plan.hasSubagent) writeSubagent(world, plan, thread)
  return thread
}

/** Nothing is copied: the new thread refers to its origin and counts on from there. */
export function forkCodex(world: World, plan: Plan, origin: Thread): void {
  const fork = openThread(world, origin.clock + 15 * 60_000, origin.context)
  fork.ordinal = origin.ordinal
  Object.assign(fork.total, origin.total)
  const base = { thread_id: origin.id, end_ordinal_exclusive: origin.ordinal }
  writeMeta(plan, fork, { forked_from_id: origin.id, history_base: base })
  writeTurns(world, plan, fork, 'Try it with a queue instead', 4)
}

function writeSubagent(world: World, plan: Plan, parent: Thread): void {
  const child = openThread(world, plan.start + 45_000, 11_000)
  const spawn = { parent_thread_id: parent.id, depth: 1, agent_path: '/root/reader', agent_role: 'default' }
  writeMeta(plan, child, {
    parent_thread_id: parent.id,
    source: { subagent: { thread_spawn: spawn } },
    thread_source: 'subagent',
  })
  writeTurns(world, plan, child, 'Read the tests and sum them up', 3)
}

const openThread = ({ random }: World, start: number, context: number): Thread => ({
  id: random.uuidV7(start),
  started: start,
  log: new Log(),
  total: noCounts(),
  clock: start,
  ordinal: 0,
  context,
})

function writeMeta(plan: Plan, thread: Thread, more: Record<string, unknown>): void {
  writeLine(thread, 'session_meta', {
    session_id: thread.id,
    id: thread.id,
    timestamp: iso(thread.clock),
    cwd: plan.cwd,
    originator: 'codex_cli_rs',
    cli_version: '0.169.0',
    source: 'cli',
    thread_source: 'user',
    model_provider: 'openai',
    history_mode: 'paginated',
    ...more,
    git: { branch: plan.branch },
  })
}

function writeTurns(world: World, plan: Plan, thread: Thread, task: string, requests: number): void {
  const { random } = world
  for (let done = 0; done < requests;) {
    const turnId = random.uuidV7(thread.clock)
    const event = (type: string, body: object): void => writeLine(thread, 'event_msg', { type, ...body })
    event('task_started', {
      turn_id: turnId,
      started_at: Math.floor(thread.clock / 1000),
      model_context_window: 400_000,
    })
    const content = [{ type: 'input_text', text: done === 0 ? task : 'Go on' }]
    writeLine(thread, 'response_item', { type: 'message', role: 'user', content })
    writeLine(thread, 'turn_context', { turn_id: turnId, cwd: plan.cwd, model: plan.model, effort: 'medium' })
    const steps = Math.min(requests - done, random.int(2, 6))
    for (let n = 0; n < steps; n += 1) writeResponse(world, plan, thread, turnId)
    done += steps
    event('task_complete', { turn_id: turnId, last_agent_message: 'Done.' })
    thread.clock += random.int(30_000, 900_000)
  }
  const started = iso(thread.started)
  const day = started.slice(0, 10).replaceAll('-', '/')
  const name = `rollout-${started.slice(0, 19).replaceAll(':', '-')}-${thread.id}.jsonl`
  thread.log.save(join(world.home, '.codex', 'sessions', day, name))
}

function writeResponse(world: World, plan: Plan, thread: Thread, turnId: string): void {
  const { random, truth } = world
  const fresh = random.int(plan.growth / 4, plan.growth)
  const cached = thread.context
  // Only the newest models bill what they write to the cache.
  const written = plan.model.startsWith('gpt-6') ? Math.floor(fresh / 2) : 0
  const output = 30 + random.around(480)
  const reasoning = random.int(0, Math.floor(output / 2))
  thread.context += fresh
  thread.clock += random.int(2_500, 20_000)
  const usage: Counts = {
    input_tokens: cached + fresh,
    cached_input_tokens: cached,
    cache_write_input_tokens: written,
    output_tokens: output,
    reasoning_output_tokens: reasoning,
    total_tokens: cached + fresh + output,
  }
  for (const key of Object.keys(usage) as (keyof Counts)[]) thread.total[key] += usage[key]
  const call = { type: 'function_call', name: 'exec_command', arguments: '{"cmd":"rg -n total src"}' }
  writeLine(thread, 'response_item', { ...call, call_id: `call_${random.alphanumeric(24)}` })
  writeLine(thread, 'token_usage_record', {
    thread_id: thread.id,
    turn_id: turnId,
    session_id: thread.id,
    response_id: `resp_${random.hex(24)}`,
    usage,
    thread_token_usage: { ...thread.total },
  })
  const info = { total_token_usage: { ...thread.total }, last_token_usage: usage, model_context_window: 400_000 }
  writeLine(thread, 'event_msg', { type: 'token_count', info, rate_limits: null })
  add(truth, {
    requests: 1,
    input: fresh - written,
    output,
    cacheRead: cached,
    cacheWrite5m: written,
    cacheWrite1h: 0,
    reasoning,
  })
}

function writeLine(thread: Thread, type: string, payload: object): void {
  thread.clock += 15
  thread.log.rows.push({ timestamp: iso(thread.clock), ordinal: thread.ordinal, type, payload })
  thread.ordinal += 1
}
