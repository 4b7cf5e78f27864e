import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { claudeCode } from '../../../src/agents/claude-code/index.ts'
import { linesOf, tempFolder, writeText } from '../../helpers/folders.ts'
import { scanFile } from '../../helpers/scan.ts'
import { assistant, T0, user } from './rows.ts'

const scanRows = (...rows: string[]) =>
  scanFile(claudeCode, writeText(join(tempFolder(), 'projects/-p/S.jsonl'), linesOf(rows)))
const partsOf = (usage: object) => scanRows(assistant({ usage })).responses[0]!.parts
const timeless = (row: string): string => row.replace(/"timestamp":"[^"]*",/, '')
const numbered = (n: number, time: number, more: object = {}): string =>
  assistant({ id: `msg_${n}`, request: `req_${n}`, time, more })

describe('the parts of a response (FORMATS 2.3)', () => {
  const message = (output: number): object => ({ type: 'message', input_tokens: 5, output_tokens: output })

  it('have what only the whole tells once, however many prompts it took', () => {
    const parts = partsOf({
      input_tokens: 10,
      output_tokens: 7,
      output_tokens_details: { thinking_tokens: 4 },
      server_tool_use: { web_search_requests: 2 },
      iterations: [message(3), message(4)],
    })
    expect(
      parts.map(({ requests, output, reasoning, webSearches }) => [requests, output, reasoning, webSearches]),
    ).toEqual([
      [1, 3, 4, 2],
      [0, 4, 0, 0],
    ])
  })

  it('are one where a prompt does not tell its kinds of cache writes, and the whole has both', () => {
    const parts = partsOf({
      input_tokens: 10,
      output_tokens: 7,
      cache_creation_input_tokens: 100,
      cache_creation: { ephemeral_5m_input_tokens: 40, ephemeral_1h_input_tokens: 60 },
      iterations: [
        { ...message(3), cache_creation_input_tokens: 60 },
        {
          ...message(4),
          cache_creation_input_tokens: 40,
          cache_creation: { ephemeral_5m_input_tokens: 40, ephemeral_1h_input_tokens: 0 },
        },
      ],
    })
    expect(parts).toMatchObject([{ requests: 1, cacheWrite5m: 40, cacheWrite1h: 60 }])
  })

  it('have the cache writes of their kinds where the sum is null', () => {
    const kinds = { ephemeral_5m_input_tokens: 3, ephemeral_1h_input_tokens: 4 }
    expect(partsOf({ input_tokens: 1, cache_creation_input_tokens: null, cache_creation: kinds })).toMatchObject([
      { cacheWrite5m: 3, cacheWrite1h: 4 },
    ])
  })

  it.each(['priority', 'batch', 'flex', 'standard'])('are of the tier %s where it says so', (tier) => {
    expect(partsOf({ input_tokens: 1, service_tier: tier })).toMatchObject([{ tier }])
  })
})

describe('a row without a time', () => {
  const timesOf = (...rows: string[]): number[] => scanRows(...rows).responses.map(({ time }) => time - T0)

  it('has that of the last row before it that has one', () => {
    expect(timesOf(user(T0 + 1), timeless(numbered(1, 0)), user(T0 + 9), timeless(numbered(2, 0)))).toEqual([1, 9])
  })

  it('is no earlier than an answer before it, as clocks may go back (FORMATS 1.5)', () => {
    expect(timesOf(numbered(1, T0 + 9), user(T0 + 5), timeless(numbered(2, 0)))).toEqual([9, 9])
  })
})

it('has no other name than its request where a message has no id', () => {
  expect(scanRows(assistant({ id: null })).responses).toMatchObject([{ identity: 'req_1', variant: null }])
})

it('is that of a sub-agent where it names one, whoever paid for it (FORMATS 2.4)', () => {
  const row = numbered(1, T0, { agentId: 'x', isSidechain: false, requestSessionId: 'P' })
  expect(scanRows(row).responses).toMatchObject([{ subagent: true, session: 'x', copied: true }])
})

it('keeps the branch of its session where an old row tells none', () => {
  const rows = [numbered(1, T0), numbered(2, T0 + 1, { gitBranch: undefined })]
  expect(scanRows(...rows).sessions).toMatchObject([{ branch: 'main' }])
})

it('is of the session above the last folder of sub-agents, whatever the project is called (FORMATS 2.1)', () => {
  const path = 'projects/subagents/S/subagents/agent-x.jsonl'
  const row = assistant({ more: { sessionId: undefined } })
  const { responses } = scanFile(claudeCode, writeText(join(tempFolder(), path), linesOf([row])))
  expect(responses).toMatchObject([{ session: 'S' }])
})
