import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Random } from '../../bench/generator/random.ts'
import { iso, Log } from './file.ts'
import type { Plan } from './story.ts'
import { add, noTokens } from './tokens.ts'
import type { Tokens } from './tokens.ts'

export interface World {
  readonly random: Random
  readonly home: string
  readonly truth: Tokens
}

const SMALL_MODEL = 'claude-haiku-5-5'

interface Session {
  readonly id: string
  readonly log: Log
  /** The agent's own running totals by model; they also hold what leaves no row. */
  readonly spent: Map<string, Tokens>
  clock: number
  context: number
}

interface Writer extends World {
  readonly plan: Plan
  readonly session: Session
  readonly log: Log
  readonly model: string
  readonly agentId: string | null
  parent: string | null
}

/** One transcript, in the rows of version 2.1.329. */
export function writeClaude(world: World, plan: Plan): Session {
  const { random } = world
  const session: Session = {
    id: random.uuid(),
    log: new Log(),
    spent: new Map(),
    clock: plan.start,
    context: random.int(24_000, 38_000),
  }
  const writer = writerOf(world, plan, session, session.log, null)
  writeUser(writer, plan.task)
  const title = { ...noTokens(), requests: 1, input: random.int(300, 600), output: random.int(9, 22) }
  // The call that makes a title is written down nowhere but in the running total, which a killed session has not.
  if (!plan.killed) spend(world, session, SMALL_MODEL, title)
  const spawnAt = plan.hasSubagent ? 2 : -1
  for (let n = 0; n < plan.requests; n += 1) {
    writeRequest(writer, n === plan.requests - 1)
    if (n === spawnAt) writeSubagent(writer)
    // The person reads, answers, has lunch.
    if (n % 6 === 5) session.clock += random.int(60_000, 1_500_000)
  }
  if (!plan.killed) session.log.rows.push(costState(session))
  else
    session.log.torn = JSON.stringify({ parentUuid: writer.parent, isSidechain: false, type: 'assistant' }).slice(0, -1)
  session.log.save(pathOf(world, plan, `${session.id}.jsonl`))
  return session
}

/** The history is copied under a new id, then the conversation goes its own way; the copied requests are not billed again. */
export function forkClaude(world: World, plan: Plan, origin: Session): void {
  const session: Session = { ...origin, id: world.random.uuid(), log: new Log(), spent: new Map() }
  for (const [model, tokens] of origin.spent) session.spent.set(model, { ...tokens })
  for (const row of origin.log.rows as Record<string, unknown>[]) {
    if (row.type === 'cost-state') continue
    const copy = { ...row, sessionId: session.id }
    session.log.rows.push(row.type === 'assistant' ? { ...copy, requestSessionId: origin.id } : copy)
  }
  session.clock += 20 * 60_000
  const writer = writerOf(world, plan, session, session.log, null)
  writeUser(writer, 'Try it the other way round')
  for (let n = 0; n < 5; n += 1) writeRequest(writer, n === 4)
  session.log.rows.push(costState(session))
  session.log.save(pathOf(world, plan, `${session.id}.jsonl`))
}

function writeSubagent(parent: Writer): void {
  const { random, plan, session } = parent
  const agentId = `a${random.hex(16)}`
  const log = new Log()
  const writer = writerOf(parent, plan, { ...session, context: random.int(9_000, 14_000) }, log, agentId)
  writeUser(writer, 'Find every place that reads this table')
  const requests = random.int(3, 7)
  for (let n = 0; n < requests; n += 1) writeRequest(writer, n === requests - 1)
  const folder = join(session.id, 'subagents')
  log.save(pathOf(parent, plan, join(folder, `agent-${agentId}.jsonl`)))
  const meta = {
    agentType: 'Explore',
    description: 'find the readers',
    spawnDepth: 1,
    model: SMALL_MODEL,
    finished: true,
  }
  writeFileSync(pathOf(parent, plan, join(folder, `agent-${agentId}.meta.json`)), `${JSON.stringify(meta)}\n`)
  session.clock = writer.session.clock
}

const writerOf = (world: World, plan: Plan, session: Session, log: Log, agentId: string | null): Writer => ({
  ...world,
  plan,
  session,
  log,
  model: agentId === null ? plan.model : SMALL_MODEL,
  agentId,
  parent: null,
})

/** One billed response: a row for each block of its content, all with the same usage, then the result of the tool. */
function writeRequest(writer: Writer, isLast: boolean): void {
  const { random, session, model } = writer
  const written = random.int(writer.plan.growth / 4, writer.plan.growth)
  const output = 20 + random.around(420)
  const usage: Tokens = {
    requests: 1,
    input: random.int(2, 40),
    output,
    cacheRead: session.context,
    // The main conversation is kept in the cache for an hour, that of a sub-agent for five minutes.
    cacheWrite5m: writer.agentId === null ? 0 : written,
    cacheWrite1h: writer.agentId === null ? written : 0,
    reasoning: random.int(0, Math.floor(output / 2)),
  }
  session.context += written
  session.clock += random.int(3_000, 25_000)
  const id = `msg_01${random.alphanumeric(22)}`
  const requestId = `req_011${random.alphanumeric(21)}`
  const toolId = `toolu_01${random.alphanumeric(22)}`
  const text = { type: 'text', text: isLast ? 'Done. The tests pass.' : 'Let me look at that.' }
  const tool = { type: 'tool_use', id: toolId, name: random.pick(['Read', 'Edit', 'Bash', 'Grep']), input: {} }
  const blocks = isLast ? [text] : random.chance(0.4) ? [text, tool] : [tool]
  for (const [apiBlockIndex, block] of blocks.entries()) {
    const message = {
      id,
      type: 'message',
      role: 'assistant',
      model,
      content: [block],
      stop_reason: isLast ? 'end_turn' : 'tool_use',
      usage: usageOf(usage),
    }
    writeRow(writer, { message, apiBlockIndex, requestId, type: 'assistant' })
  }
  spend(writer, session, model, usage)
  if (!isLast) writeUser(writer, [{ type: 'tool_result', tool_use_id: toolId, content: 'ok' }])
}

const usageOf = (usage: Tokens) => ({
  input_tokens: usage.input,
  cache_creation_input_tokens: usage.cacheWrite5m + usage.cacheWrite1h,
  cache_read_input_tokens: usage.cacheRead,
  output_tokens: usage.output,
  output_tokens_details: { thinking_tokens: usage.reasoning },
  service_tier: 'standard',
  cache_creation: { ephemeral_1h_input_tokens: usage.cacheWrite1h, ephemeral_5m_input_tokens: usage.cacheWrite5m },
  inference_geo: 'global',
  iterations: [],
  speed: 'standard',
})

function writeUser(writer: Writer, content: unknown): void {
  writer.session.clock += writer.random.int(200, 4_000)
  writeRow(writer, { type: 'user', message: { role: 'user', content } })
}

function writeRow(writer: Writer, body: Record<string, unknown>): void {
  const { random, session, plan, agentId } = writer
  const uuid = random.uuid()
  session.clock += 40
  writer.log.rows.push({
    parentUuid: writer.parent,
    isSidechain: agentId !== null,
    ...(agentId === null ? {} : { agentId }),
    ...body,
    uuid,
    timestamp: iso(session.clock),
    userType: 'external',
    entrypoint: 'cli',
    cwd: plan.cwd,
    sessionId: session.id,
    version: '2.1.329',
    gitBranch: plan.branch,
  })
  writer.parent = uuid
}

function spend({ truth }: World, session: Session, model: string, tokens: Tokens): void {
  add(truth, tokens)
  const sum = session.spent.get(model) ?? noTokens()
  add(sum, tokens)
  session.spent.set(model, sum)
}

const costState = ({ id, spent, clock }: Session) => ({
  type: 'cost-state',
  sessionId: id,
  startTime: clock,
  modelUsage: Object.fromEntries(
    [...spent].map(([model, tokens]) => [
      model,
      {
        inputTokens: tokens.input,
        outputTokens: tokens.output,
        thinkingTokens: tokens.reasoning,
        cacheReadInputTokens: tokens.cacheRead,
        cacheCreationInputTokens: tokens.cacheWrite5m + tokens.cacheWrite1h,
        cacheCreationEphemeral5mInputTokens: tokens.cacheWrite5m,
        cacheCreationEphemeral1hInputTokens: tokens.cacheWrite1h,
        webSearchRequests: 0,
      },
    ]),
  ),
})

/** The folder is named by the working folder, each sign that is no letter or digit replaced. */
const pathOf = ({ home }: World, plan: Plan, name: string): string =>
  join(home, '.claude', 'projects', plan.cwd.replaceAll(/[^A-Za-z0-9]/g, '-'), name)
