import { setTimeout as sleep } from 'node:timers/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { claudeCode } from '../../../src/agents/claude-code/index.ts'
import { allOf } from '../../../src/pipeline/scan/jobs.ts'
import { startReaders } from '../../../src/pipeline/scan/readers.ts'
import type { Readers } from '../../../src/pipeline/scan/readers.ts'
import { assistant, transcript } from '../../agents/claude-code/rows.ts'
import { tempFolder } from '../../helpers/folders.ts'
import { look, openLedger } from '../../helpers/ledger.ts'

const SESSIONS = 30

function dataFolder(): string {
  const root = tempFolder()
  for (let n = 1; n <= SESSIONS; n += 1) {
    const session = `session-${n}`
    const usage = { input_tokens: n, output_tokens: 0 }
    transcript(root, session, [assistant({ session, id: `msg_${n}`, request: `req_${n}`, usage })])
  }
  return root
}

const TOTALS = { requests: SESSIONS, input_tokens: (SESSIONS * (SESSIONS + 1)) / 2 }

const readersOf = (root: string): Readers => startReaders(allOf(look(claudeCode, [root])), 2)

/** Until nothing is left to begin with. */
async function haveReadAll({ work }: Readers): Promise<void> {
  while (Atomics.load(work.next, 0) <= work.jobs.length) await sleep(5)
}

it('keep what they find until somebody takes it', async () => {
  const root = dataFolder()
  const readers = readersOf(root)
  await haveReadAll(readers)
  const ledger = await openLedger()
  await ledger.load(claudeCode, [root], { readers })
  expect(await ledger.totals()).toMatchObject(TOTALS)
})

it('are of no use once they were stopped, and nothing that they had begun with is lost', async () => {
  const root = dataFolder()
  const readers = startReaders(allOf(look(claudeCode, [root])), 1)
  // As a thread that has taken five files and is stopped before it says what is in them.
  Atomics.add(readers.work.next, 0, 5)
  readers.stop()
  const ledger = await openLedger()
  await ledger.load(claudeCode, [root], { readers })
  expect(await ledger.totals()).toMatchObject(TOTALS)
})

it('are of no use where another process has loaded some of it meanwhile, and nothing counts twice', async () => {
  const root = dataFolder()
  const readers = readersOf(root)
  const path = join(tempFolder(), 'warehouse.duckdb')
  const other = await openLedger(path)
  const [source] = look(claudeCode, [root])
  await other.loadSources([{ ...source!, files: source!.files.slice(10) }])
  other.close()
  const ledger = await openLedger(path)
  const { filesRead } = await ledger.load(claudeCode, [root], { readers })
  expect(filesRead).toBe(10)
  expect(await ledger.totals()).toMatchObject(TOTALS)
})
