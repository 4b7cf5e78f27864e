import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { claudeCode } from '../../src/agents/claude-code/index.ts'
import { codex } from '../../src/agents/codex/index.ts'
import { discover } from '../../src/pipeline/discover.ts'
import { assistant, costState, T0, transcript, user } from '../agents/claude-code/rows.ts'
import { meta, rollout, T0 as EPOCH, tokenCount, uuid7 } from '../agents/codex/rows.ts'
import { tempFolder } from '../helpers/folders.ts'
import { openLedger } from '../helpers/ledger.ts'

const call = (session: string, id: string, input: number, time = T0): string =>
  assistant({ session, id, request: `req_${id}`, time, usage: { input_tokens: input, output_tokens: 1 } })

const folderWith = (...sessions: [name: string, rows: readonly string[]][]): string => {
  const root = tempFolder()
  for (const [name, rows] of sessions) transcript(root, name, rows)
  return root
}

describe('data directories in one warehouse', () => {
  it('are reported one by one: another HOME mixes nothing in', async () => {
    const [one, other] = [folderWith(['S', [call('S', 'a', 10)]]), folderWith(['R', [call('R', 'b', 500)]])]
    const ledger = await openLedger()
    for (const [folders, input] of [
      [[one], 10],
      [[other], 500],
      [[one], 10],
      [[one, other], 510],
      [[other], 500],
    ] as const) {
      await ledger.load(claudeCode, folders)
      expect((await ledger.totals()).input_tokens).toBe(input)
    }
  })

  it('that share a session are each right alone, and count it once together', async () => {
    const hidden = [call('S', 'a', 10), user(T0 + 1000), costState({ 'claude-sonnet-4-5': { input: 110, output: 1 } })]
    const one = folderWith(['S', hidden], ['one', [call('one', 'b', 1000)]])
    const other = folderWith(['S', hidden], ['other', [call('other', 'c', 2000)]])
    const ledger = await openLedger()
    for (const [folders, input] of [
      [[one], 1110],
      [[other], 2110],
      [[one, other], 3110],
      [[other, one], 3110],
      [[one], 1110],
      [[other], 2110],
    ] as const) {
      await ledger.load(claudeCode, folders)
      expect((await ledger.totals()).input_tokens).toBe(input)
    }
  })

  it('that hold one response in parts count the whole one, and each alone what it has', async () => {
    const partial = assistant({ id: 'a', stop: null, usage: { input_tokens: 10, output_tokens: 1 } })
    const whole = assistant({ id: 'a', usage: { input_tokens: 10, output_tokens: 50 } })
    const [one, other] = [folderWith(['S', [partial]]), folderWith(['S', [partial, whole]])]
    const ledger = await openLedger()
    for (const [folders, output] of [
      [[one], 1],
      [[other], 50],
      [[one, other], 50],
      [[one], 1],
    ] as const) {
      await ledger.load(claudeCode, folders)
      expect((await ledger.totals()).output_tokens).toBe(output)
    }
  })

  it('keep what they hold together when the session goes from one of them', async () => {
    const [one, other] = [folderWith(['S', [call('S', 'a', 10)]]), folderWith(['S', [call('S', 'a', 10)]])]
    const ledger = await openLedger()
    await ledger.load(claudeCode, [one, other])
    rmSync(join(one, 'projects'), { recursive: true })
    for (const folders of [[one, other], [one], [other]]) {
      await ledger.load(claudeCode, folders)
      expect((await ledger.totals()).input_tokens).toBe(10)
    }
  })

  it('become one when a folder is copied and the copy takes its place', async () => {
    const one = folderWith(['S', [call('S', 'a', 10)]])
    const copy = join(tempFolder(), 'copy')
    const ledger = await openLedger()
    await ledger.load(claudeCode, [one])
    cpSync(one, copy, { recursive: true })
    await ledger.load(claudeCode, [one, copy])
    rmSync(one, { recursive: true })
    await ledger.load(claudeCode, [one, copy])
    expect((await ledger.totals()).input_tokens).toBe(10)
  })

  it('of two agents are read in one load', async () => {
    const home = tempFolder()
    transcript(join(home, '.claude'), 'S', [call('S', 'a', 10)])
    rollout(join(home, '.codex'), uuid7(EPOCH), [
      meta(uuid7(EPOCH)),
      tokenCount({ input: 7, output: 1 }, { input: 7, output: 1 }),
    ])
    const ledger = await openLedger()
    await ledger.loadSources(discover([claudeCode, codex], { home, platform: 'linux', variables: {} }, {}))
    expect((await ledger.scoped()).map((row) => [row.agent, row.input]).sort()).toEqual([
      ['claude-code', '10'],
      ['codex', '7'],
    ])
  })
})
