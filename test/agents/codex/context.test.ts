import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { codex } from '../../../src/agents/codex/index.ts'
import { linesOf, tempFolder, writeText } from '../../helpers/folders.ts'
import { scanFile } from '../../helpers/scan.ts'
import { event, meta, T0, tokenCount, turn, usageRecord, uuid7 } from './rows.ts'

const THREAD = uuid7(T0)
const OTHER = uuid7(T0 - 3_600_000)
const A = { input: 1000, cached: 100, output: 10 }

const scanLines = (...lines: string[]) =>
  scanFile(codex, writeText(join(tempFolder(), 'rollout.jsonl'), linesOf(lines)))
const responseOf = (...lines: string[]) => scanLines(...lines, usageRecord(THREAD, 'r1', A)).responses[0]!

describe('where a response belongs (FORMATS 3.3, 3.7)', () => {
  it('is the folder and branch that the thread began in', () => {
    expect(responseOf(meta(THREAD))).toMatchObject({ cwd: '/made/up/project', branch: 'main', session: THREAD })
    expect(responseOf(meta(THREAD, { git: null })).branch).toBeNull()
  })

  it('is the folder of its turn, which need not name one', () => {
    expect(responseOf(meta(THREAD), turn('t1', { cwd: '/made/up/other' })).cwd).toBe('/made/up/other')
    expect(responseOf(meta(THREAD), turn('t1', { cwd: null })).cwd).toBe('/made/up/project')
  })

  it('is not what a copied history tells of its own thread', () => {
    const copied = meta(OTHER, { cwd: '/made/up/other', git: { branch: 'topic' }, model_provider: 'ollama' })
    const { cwd, branch, parts } = responseOf(meta(THREAD), copied)
    expect({ cwd, branch, provider: parts[0]!.provider }).toEqual({
      cwd: '/made/up/project',
      branch: 'main',
      provider: null,
    })
  })
})

describe('a sub-agent (FORMATS 3.5)', () => {
  const spawned = { subagent: { thread_spawn: { parent_thread_id: OTHER, depth: 1 } } }

  it.each([
    ['its source says so', { source: spawned }, true, OTHER],
    ['its source is of another kind of sub-agent', { source: { subagent: 'review' } }, true, null],
    ['its thread is of one', { thread_source: 'subagent', parent_thread_id: OTHER }, true, OTHER],
    ['not: it was begun by a program', { source: 'exec' }, false, null],
    ['not: its source is something else', { source: { other: { thread_spawn: {} } } }, false, null],
  ])('%s', (_, more, subagent, parent) => {
    const lines = [meta(THREAD, more), usageRecord(THREAD, 'r1', A)]
    const { responses, sessions } = scanLines(...lines)
    expect(responses[0]!.subagent).toBe(subagent)
    expect(sessions[0]!.parent).toBe(parent)
  })
})

describe('the model of a running total (FORMATS 3.6)', () => {
  const named = (info: object) =>
    event('token_count', { info: { total_token_usage: { input_tokens: 10, output_tokens: 1 }, ...info } })
  const modelOf = (line: string) => scanLines(meta(THREAD), turn(null), line).responses[0]!.parts[0]!.model

  it('is the one beside it, under either name, else that of the turn', () => {
    expect(modelOf(named({ model: 'gpt-5.1' }))).toBe('gpt-5.1')
    expect(modelOf(named({ model_name: 'gpt-5.2' }))).toBe('gpt-5.2')
    expect(modelOf(named({}))).toBe('gpt-5.5')
    expect(modelOf(named({}).replace('"info"', '"model":"gpt-5.3","info"'))).toBe('gpt-5.3')
  })
})

it('is read whole where a field of its usage is new, and that is noted (FORMATS D8)', () => {
  const newer = (line: string) => line.replace('"output_tokens"', '"video_tokens":7,"output_tokens"')
  const problem = { kind: 'note', detail: 'unrecognised usage field video_tokens' }
  expect(scanLines(meta(THREAD), newer(usageRecord(THREAD, 'r1', A))).problems).toMatchObject([problem])
  expect(scanLines(meta(THREAD), newer(tokenCount(A, A))).problems).toMatchObject([problem])
})
