import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { claudeCode } from '../../src/agents/claude-code/index.ts'
import { openWarehouse } from '../../src/warehouse/open.ts'
import { assistant, T0, transcript } from '../agents/claude-code/rows.ts'
import { exitOf, loadInChild, startLoad, startScript } from '../helpers/children.ts'
import { tempFolder } from '../helpers/folders.ts'
import { coldLoad } from '../helpers/ledger.ts'

const SESSIONS = 40
const CALLS = 200

/** Enough that a load takes a while. */
function dataFolder(): string {
  const root = tempFolder()
  for (let session = 0; session < SESSIONS; session += 1) {
    const name = `session-${session}`
    const rows = Array.from({ length: CALLS }, (_, i) =>
      assistant({
        session: name,
        id: `msg_${session}_${i}`,
        request: `req_${session}_${i}`,
        time: T0 + i * 1000,
        usage: { input_tokens: i, output_tokens: session },
      }),
    )
    transcript(root, name, rows)
  }
  return root
}

it('lets two processes load at the same time, and both have what one load would give', async () => {
  const root = dataFolder()
  const warehouse = join(tempFolder(), 'warehouse.duckdb')
  const args = [claudeCode.id, warehouse, root]
  const [first, second] = await Promise.all([loadInChild(args), loadInChild(args)])
  const alone = await coldLoad(claudeCode, [root])
  const expected = await alone.totals()
  expect(expected.requests).toBe(SESSIONS * CALLS)
  expect(first.totals).toEqual(expected)
  expect(second.totals).toEqual(expected)
  // One of them found everything done.
  expect([first.filesRead, second.filesRead].sort((a, b) => a - b)).toEqual([0, SESSIONS])
})

it.each([1, 2])('loads to the same result after a load was killed in the middle (try %i)', async (attempt) => {
  const root = dataFolder()
  const warehouse = join(tempFolder(), 'warehouse.duckdb')
  const args = [claudeCode.id, warehouse, root]
  const child = startLoad(args)
  const closed = exitOf(child)
  await new Promise((resolve) => child.stderr!.once('data', resolve))
  await sleep(attempt * 25)
  child.kill('SIGKILL')
  expect(await closed).toBeNull()

  const after = await loadInChild(args)
  const clean = await loadInChild([claudeCode.id, join(tempFolder(), 'warehouse.duckdb'), root])
  expect(after.totals).toEqual(clean.totals)
  expect(after.files).toEqual(clean.files)
})

it('says whose process holds the warehouse when patience ends, and waits for it before that', async () => {
  const path = join(tempFolder(), 'warehouse.duckdb')
  const holder = startHolding(path)
  await new Promise((resolve) => holder.stdout!.once('data', resolve))
  const told: string[] = []
  await expect(openWarehouse(path, { patience: 150, waiting: (who) => void told.push(who) })).rejects.toMatchObject({
    code: 'E1001',
    message: `the warehouse is in use by process ${holder.pid}`,
  })
  expect(told).toEqual([`process ${holder.pid}`])

  const waiting = openWarehouse(path)
  holder.kill('SIGKILL')
  const { close } = await waiting
  close()
})

function startHolding(path: string): ReturnType<typeof startLoad> {
  const script = join(tempFolder(), 'hold.mjs')
  writeFileSync(
    script,
    `import { openWarehouse } from ${JSON.stringify(new URL('../../src/warehouse/open.ts', import.meta.url).href)}
    await openWarehouse(process.argv[2])
    process.stdout.write('open')
    setInterval(() => {}, 1000)`,
  )
  return startScript(script, [path])
}
