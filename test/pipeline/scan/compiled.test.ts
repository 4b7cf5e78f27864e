import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { WORTH_A_THREAD } from '../../../src/pipeline/scan/readers.ts'
import { runCli } from '../../helpers/cli.ts'
import { filesBelow, tempFolder, writeText } from '../../helpers/folders.ts'
import { homeWith } from '../../helpers/homes.ts'

it('takes all modules from the cache of compiled ones, in each of its threads', async () => {
  const home = homeWith([{ time: '2026-11-01T10:00:00Z' }])
  const [log] = filesBelow(home, '.jsonl')
  const told = `${JSON.stringify({ type: 'user', message: { content: 'x'.repeat(1 << 20) } })}\n`
  for (let size = 0; size < WORTH_A_THREAD; size += told.length) appendFileSync(log!, told)
  writeText(join(log!, '../other.jsonl'), told)
  const env = { NODE_COMPILE_CACHE: tempFolder(), NODE_DEBUG_NATIVE: 'COMPILE_CACHE' }
  const run = () => runCli(['costs', '--json'], { home, state: tempFolder(), env })
  // The threads of the first may miss each other's.
  await run()
  await run()
  const { code, stdout, stderr } = await run()
  expect([code, JSON.parse(stdout).totals.requests]).toEqual([0, 1])
  expect(stderr.match(/\S+ was accepted/g)?.length).toBeGreaterThan(100)
  expect(stderr.match(/\S+ was rejected/g)).toBe(null)
})
