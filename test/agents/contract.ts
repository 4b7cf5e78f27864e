import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe } from 'vitest'
import type { Agent } from '../../src/agents/_shared/agent.ts'
import { AGENTS } from '../../src/agents/list.ts'
import type { LogKind } from '../../src/core/usage.ts'
import type { Totals } from '../helpers/dump.ts'
import { filesBelow } from '../helpers/folders.ts'
import { look } from '../helpers/ledger.ts'

/** What a test suite has to know of an agent to put its reader to the test; one in `<id>.fixtures.ts` for each. */
export interface AgentFixtures {
  /** Folder of the agent's data inside each of its samples. */
  readonly dataFolder: string
  /** The sample in which a session started another; null where no sample has one. */
  readonly subagentSample: string | null
  /** What its sessions are called. */
  readonly sessionIds: RegExp
  /** For an agent that logs JSON lines. */
  readonly lines?: LineFixtures
  /** For an agent that keeps databases or documents: the ways in which it does. */
  readonly stores?: readonly StoreStyle[]
  /** Where a second copy of a log may lie; null where none is looked for. */
  copyPath(path: string): string | null
  /** What stands at a place of a file that is not lines, with the numbers in decimal digits. */
  recordAt?(path: string, offset: number): string
}

export interface StoreStyle {
  readonly name: string
  /** Below the data folder: the database or the document that can be damaged. */
  readonly file: string
  /** Brings the data to hold these requests of the session and no others, as the agent does: it adds, changes and deletes. */
  write(root: string, session: string, requests: readonly MadeUpRequest[]): void
}

export interface LineFixtures {
  /** How it writes, by style of record; the first has one independent record a request. */
  readonly styles: readonly LogStyle[]
  /** What the agent itself, or its owner, does with a log: a path below the data folder becomes another, and its bytes. */
  readonly moves: readonly LogMove[]
  /** A request's record with a usage field that no reader knows. */
  withUnknownUsageField(record: string): string
  /** A line of a type that no reader knows. */
  readonly unknownLine: string
}

export interface LogStyle {
  readonly name: string
  path(session: string): string
  /** A log of one session, the requests in order. The record of a request has its output tokens in decimal digits. */
  lines(session: string, requests: readonly MadeUpRequest[]): string[]
}

export interface LogMove {
  readonly how: string
  path(path: string): string
  bytes?(content: Buffer): Buffer
}

export interface MadeUpRequest {
  readonly id: string
  readonly model: string
  readonly time: number
  readonly input: number
  readonly cacheRead: number
  readonly output: number
}

export interface Sample {
  readonly name: string
  /** The agent's data directory. */
  readonly folder: string
  readonly expected: Totals
}

export interface AgentUnderTest extends AgentFixtures {
  readonly agent: Agent
  readonly samples: readonly Sample[]
}

const SAMPLES = join(import.meta.dirname, '../fixtures/samples')

export async function underTest(agent: Agent): Promise<AgentUnderTest> {
  const { fixtures } = (await import(`./${agent.id}.fixtures.ts`)) as { fixtures: AgentFixtures }
  const folder = join(SAMPLES, agent.id)
  const samples = readdirSync(folder).map((name) => ({
    name,
    folder: join(folder, name, fixtures.dataFolder),
    expected: expectedOf(join(folder, name)),
  }))
  return { ...fixtures, agent, samples }
}

function expectedOf(folder: string): Totals {
  const found = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Omit<Totals, 'cw1h'> &
    Partial<Totals>
  const {
    requests,
    input_tokens,
    cache_read_tokens,
    cache_write_tokens,
    output_tokens,
    reasoning_tokens,
    cw1h = 0,
  } = found
  return { requests, input_tokens, cache_read_tokens, cache_write_tokens, output_tokens, reasoning_tokens, cw1h }
}

const DAY = Date.UTC(2026, 10, 1, 10)

/** Requests that can be told apart by every number of theirs. */
export const madeUpRequests = (count: number, from = 0): MadeUpRequest[] =>
  Array.from({ length: count }, (_, i) => ({
    id: `made-up-${from + i}`,
    model: 'made-up-model',
    time: DAY + (from + i) * 60_000,
    input: 1000 + from + i,
    cacheRead: 100 + from + i,
    output: 70_000 + from + i,
  }))

/** Ids of version 7, as agents make them. */
export const sessionId = (n: number): string => `019a3f10-0000-7000-8000-${String(n).padStart(12, '0')}`

export const totalsOf = (requests: readonly MadeUpRequest[]): Partial<Totals> => ({
  requests: requests.length,
  input_tokens: requests.reduce((sum, { input }) => sum + input, 0),
  cache_read_tokens: requests.reduce((sum, { cacheRead }) => sum + cacheRead, 0),
  output_tokens: requests.reduce((sum, { output }) => sum + output, 0),
})

const all = await Promise.all(AGENTS.map(underTest))

/** A name is in the samples of an agent more than once: they cannot lie in one data folder. */
export const collide = (samples: readonly Sample[]): boolean => {
  const names = samples.flatMap(({ folder }) => filesBelow(folder, '').map((path) => relative(folder, path)))
  return new Set(names).size < names.length
}

/** The logs of a folder, as its agent finds them. */
export const logsOf = (
  agent: Agent,
  folder: string,
  kinds: readonly LogKind[] = ['lines', 'document', 'database'],
): string[] =>
  look(agent, [folder]).flatMap(({ files }) => files.filter(({ kind }) => kinds.includes(kind)).map(({ path }) => path))

export type LineAgentUnderTest = AgentUnderTest & LineFixtures

/** The same tests for every agent that logs JSON lines. */
export const describeLineAgents = (what: string, tests: (agent: LineAgentUnderTest) => void): void =>
  describe.each(
    all.flatMap((agent) => (agent.lines ? [[agent.agent.name, { ...agent, ...agent.lines }] as const] : [])),
  )(`%s: ${what}`, (_, agent) => tests(agent))

/** And for every agent that keeps databases or documents. */
export const describeStores = (what: string, tests: (agent: AgentUnderTest, style: StoreStyle) => void): void =>
  describe.each(
    all.flatMap((agent) => (agent.stores ?? []).map((style) => [agent.agent.name, style.name, agent, style] as const)),
  )(`%s, %s: ${what}`, (_, __, agent, style) => tests(agent, style))

/** The same tests for every agent of the list. */
export const describeAgents = (what: string, tests: (agent: AgentUnderTest) => void): void =>
  describe.each(all.map((agent) => [agent.agent.name, agent] as const))(`%s: ${what}`, (_, agent) => tests(agent))
