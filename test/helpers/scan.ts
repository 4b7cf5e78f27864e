import { statSync } from 'node:fs'
import { basename } from 'node:path'
import type { Agent, Claim, Response, ScanEnd, SessionFacts } from '../../src/agents/_shared/agent.ts'
import { template } from '../../src/agents/_template/index.ts'
import { AGENTS } from '../../src/agents/list.ts'
import type { Problem } from '../../src/core/usage.ts'

const SCANS = new Map(
  await Promise.all([...AGENTS, template].map(async (agent) => [agent.id, await agent.loadScan()] as const)),
)

export interface Scanned {
  readonly end: ScanEnd
  readonly responses: readonly Response[]
  readonly claims: readonly Claim[]
  readonly sessions: readonly SessionFacts[]
  readonly problems: readonly Problem[]
  readonly removed: readonly string[]
  readonly lines: number
}

/** What an agent's reader alone says of a file. */
export function scanFile(agent: Agent, path: string, from?: ScanEnd): Scanned {
  const responses: Response[] = []
  const claims: Claim[] = []
  const sessions: SessionFacts[] = []
  const problems: Problem[] = []
  const removed: string[] = []
  let lines = 0
  const kind = agent.logs.find(({ accepts }) => accepts(basename(path)))?.kind ?? 'lines'
  const file = { path, kind, size: statSync(path).size, start: from?.readTo ?? 0, resume: from?.resume ?? null }
  const end = SCANS.get(agent.id)!(file, {
    response: (response) => void responses.push(response),
    claim: (claim) => void claims.push(claim),
    session: (facts) => void sessions.push(facts),
    group: () => undefined,
    removed: (rule) => void removed.push(rule),
    problem: (problem) => void problems.push(problem),
    lines: (count) => void (lines += count),
  })
  return { end, responses, claims, sessions, problems, removed, lines }
}

export const weightOf = (response: Response): number =>
  response.parts.reduce(
    (sum, part) => sum + part.input + part.output + part.cacheRead + part.cacheWrite5m + part.cacheWrite1h,
    0,
  )
