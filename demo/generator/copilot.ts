import { join } from 'node:path'
import type { World } from './claude.ts'
import { iso, Log } from './file.ts'
import { planSideSessions, priceOf, requestsOf } from './other-agents.ts'
import type { SidePlan } from './other-agents.ts'
import { add } from './tokens.ts'

const MODEL = 'claude-sonnet-4.6'
const PRICES = { input: 30_000, output: 150_000, cacheRead: 3_000, cacheWrite: 37_500 }

/** The logs of version 1.0.102. */
export function writeCopilot(world: World): void {
  for (const plan of planSideSessions('copilot', world.random)) writeSession(world, plan)
}

function writeSession({ random, truth, home }: World, plan: SidePlan): void {
  const id = random.uuid()
  const log = new Log()
  let parentId: string | null = null
  const write = (type: string, time: number, data: object): void => {
    const event = random.uuid()
    log.rows.push({ type, data, id: event, timestamp: iso(time), parentId })
    parentId = event
  }
  write('session.start', plan.start, {
    sessionId: id,
    version: 1,
    producer: 'copilot-agent',
    copilotVersion: '1.0.102',
    startTime: iso(plan.start),
    selectedModel: MODEL,
    context: { cwd: plan.cwd, gitRoot: plan.cwd, branch: plan.branch },
  })
  write('user.message', plan.start + 60, { content: plan.task })
  const sum = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0, reasoningTokens: 0 }
  const billed = { premium: 0, nanoCredits: 0 }
  let last = plan.start
  let sequence = 0
  for (const { time, ...used } of requestsOf(random, plan)) {
    const { input, output, cacheRead, cacheWrite, reasoning } = used
    const apiCallId = `chatcmpl-${random.alphanumeric(13)}`
    // As Copilot counts: input holds the cache, output the reasoning.
    const counts = {
      inputTokens: input + cacheRead + cacheWrite,
      outputTokens: output,
      cacheReadTokens: cacheRead,
      cacheWriteTokens: cacheWrite,
      reasoningTokens: reasoning,
    }
    const initiator = sequence === 0 ? 'user' : 'agent'
    const cost = initiator === 'user' ? 1 : 0
    // A credit is a cent, and has 1e9 of these.
    const totalNanoAiu = priceOf(used, PRICES) * 10
    sequence += 1
    const accounting = { sourceSessionId: id, sequence, usageId: apiCallId }
    const usage = { model: MODEL, ...counts, cost, initiator, isByok: false, apiCallId, totalNanoAiu, accounting }
    write('session.usage_record', time, { usage })
    write('assistant.message', time + 20, { model: MODEL, content: '', toolRequests: [], apiCallId })
    for (const key of Object.keys(sum) as (keyof typeof sum)[]) sum[key] += counts[key]
    billed.premium += cost
    billed.nanoCredits += totalNanoAiu
    add(truth, { requests: 1, input, output, cacheRead, cacheWrite5m: cacheWrite, cacheWrite1h: 0, reasoning })
    last = time
  }
  if (plan.end === 'done') {
    const requests = { count: sequence, cost: billed.premium }
    const codeChanges = { linesAdded: random.int(5, 90), linesRemoved: random.int(0, 30), filesModified: [] }
    write('session.shutdown', last + 30_000, {
      shutdownType: 'routine',
      totalPremiumRequests: billed.premium,
      totalNanoAiu: billed.nanoCredits,
      codeChanges,
      modelMetrics: { [MODEL]: { requests, usage: sum, totalNanoAiu: billed.nanoCredits } },
    })
  }
  log.save(join(home, '.copilot/session-state', id, 'events.jsonl'))
}
