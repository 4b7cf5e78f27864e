import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { defineAgent } from '../../src/plugin-sdk/definitions.ts'
import type { Context } from '../../src/plugin-sdk/definitions.ts'
import { runScan } from '../../src/plugin-sdk/run-agent.ts'
import type { AgentUsage } from '../../src/plugin-sdk/types.ts'
import { tempFolder } from '../helpers/folders.ts'

const rowOf = (identity: string): AgentUsage => ({
  identity,
  session_id: 's',
  recorded_at: '2026-11-19T10:00:00Z',
  model: 'm',
  input_tokens: 1,
  output_tokens: 1,
  file: 'f',
})

/** Tells of more requests than fit into an answer. */
const agent = defineAgent({
  id: 'tells',
  name: 'Tells',
  version: '1.0.0',
  discover: () => [],
  async *scan() {
    for (let i = 0; i < 500; i += 1) {
      // Most read a file in between.
      if (i === 300) await sleep(50)
      yield rowOf(String(i))
    }
    return { cursor: 500, files: [] }
  },
})

const scanTo = (out: string) => runScan(agent, { dirs: [], cursor: null, out }, {} as Context, null)

it('writes what does not fit into the answer where it was told to', async () => {
  const out = join(tempFolder(), 'rows')
  expect(await scanTo(out)).toEqual({ cursor: 500, files: [], problems: [], rows: 500 })
  const lines = readFileSync(out, 'utf8').split('\n')
  expect(lines.pop()).toBe('')
  expect(lines.map((line) => JSON.parse(line) as AgentUsage)).toEqual(
    Array.from({ length: 500 }, (_, i) => rowOf(String(i))),
  )
})

it('says why it cannot be written there', async () => {
  await expect(scanTo(join(tempFolder(), 'nowhere/rows'))).rejects.toThrow('ENOENT')
})
