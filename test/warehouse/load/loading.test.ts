import { join } from 'node:path'
import { expect, it } from 'vitest'
import { claudeCode } from '../../../src/agents/claude-code/index.ts'
import { linesOf, tempFolder, writeText } from '../../helpers/folders.ts'
import { recordOf } from '../../helpers/homes.ts'
import { coldLoad } from '../../helpers/ledger.ts'

it('takes as many running totals from one log as it has', async () => {
  const used = { inputTokens: 1000, outputTokens: 100 }
  const others = Array.from({ length: 14 }, (_, i) => [`model-${i}`, { inputTokens: 1, outputTokens: 0 }] as const)
  const modelUsage = { 'claude-sonnet-4-5': used, ...Object.fromEntries(others) }
  const total = JSON.stringify({ type: 'cost-state', sessionId: 'session', modelUsage })
  const folder = tempFolder()
  const record = recordOf({ time: '2026-11-19T10:00:00.000Z' }, 0)
  // More than a function takes arguments.
  writeText(
    join(folder, 'projects/-work/session.jsonl'),
    linesOf([record, ...Array.from({ length: 10_000 }, () => total)]),
  )
  const ledger = await coldLoad(claudeCode, [folder])
  expect(await ledger.totals()).toMatchObject({ requests: 15, input_tokens: 1014, output_tokens: 100 })
})
