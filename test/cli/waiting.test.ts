import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { openWarehouse } from '../../src/warehouse/open.ts'
import { exitOf } from '../helpers/children.ts'
import { runCli, startCli } from '../helpers/cli.ts'
import { tempFolder } from '../helpers/folders.ts'
import { homeWith } from '../helpers/homes.ts'
import { until } from '../helpers/running-plugins.ts'

test.each([
  ['costs', ['--since', '2026-10-30']],
  ['sql', ['select 1']],
  ['backup', ['other']],
  ['restore', ['backup', '--yes']],
  ['forget', ['--agent', 'claude-code']],
  ['runs', []],
])('%s says for whom it waits, and goes on after that', async (command, args) => {
  const where = { home: homeWith([{ time: '2026-11-01T10:00:00.000Z' }]), state: tempFolder(), cwd: tempFolder() }
  await runCli(['costs'], where)
  await runCli(['backup', 'backup'], where)
  const { close } = await openWarehouse(join(where.state, 'warehouse.duckdb'))

  const child = startCli([command, ...args], where)
  const ended = exitOf(child)
  const stdout = text(child.stdout)
  let told = ''
  child.stderr.on('data', (piece) => (told += String(piece)))
  await until(() => told.endsWith('\n'), 30_000).finally(close)

  expect(told).toBe(`waiting for process ${process.pid}, which holds the warehouse\n`)
  expect(await ended).toBe(0)
  expect(await stdout).not.toBe('')
})
