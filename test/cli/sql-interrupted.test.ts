import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { openWarehouse } from '../../src/warehouse/open.ts'
import { exitOf } from '../helpers/children.ts'
import { runCli, startCli } from '../helpers/cli.ts'
import { tempFolder } from '../helpers/folders.ts'
import { homeWith } from '../helpers/homes.ts'

const FOR_AGES = 'select sum(i * j) from range(1000000) a(i), range(100000000) b(j)'

async function isHeld(path: string): Promise<boolean> {
  try {
    const { close } = await openWarehouse(path, { patience: 0 })
    close()
    return false
  } catch {
    return true
  }
}

test.each([
  ['SIGINT', 1],
  ['SIGTERM', 1],
  ['SIGINT', 2],
] as const)('%s ends a query that would take for ever (pressed %i times)', async (signal, times) => {
  const where = { home: homeWith([{ time: '2026-11-01T10:00:00.000Z' }]), state: tempFolder() }
  await runCli(['costs'], where)
  const warehouse = join(where.state, 'warehouse.duckdb')
  const child = startCli(['sql', FOR_AGES], where)
  const ended = exitOf(child)
  const output = Promise.all([text(child.stdout), text(child.stderr)])
  while (!(await isHeld(warehouse))) await sleep(10)
  // It has it open and gets its prices ready; then comes the query.
  await sleep(500)

  const pressed = Date.now()
  for (let i = 0; i < times; i += 1) {
    child.kill(signal)
    await sleep(20)
  }
  const hung = setTimeout(() => child.kill('SIGKILL'), 10_000)
  const code = await ended
  clearTimeout(hung)

  const [stdout, stderr] = await output
  expect({ code, stdout }).toEqual({ code: 130, stdout: '' })
  // It may have had to wait for us before.
  expect(stderr).toMatch(/^(waiting for .*\n)?interrupted\n$/)
  expect(Date.now() - pressed).toBeLessThan(5000)
  expect(await isHeld(warehouse)).toBe(false)
})
