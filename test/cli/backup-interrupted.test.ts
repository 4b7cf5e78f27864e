import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { openWarehouse } from '../../src/warehouse/open.ts'
import { exitOf } from '../helpers/children.ts'
import { jsonOf, startCli } from '../helpers/cli.ts'
import { tempFolder } from '../helpers/folders.ts'

test('Ctrl-C leaves nothing of a backup or a restore that it ends', async () => {
  const where = { home: tempFolder(), state: tempFolder() }
  const folder = tempFolder()
  const { db, close } = await openWarehouse(join(where.state, 'warehouse.duckdb'))
  await db.run("insert into plugin_kv select 'p', 'key ' || i, repeat(hash(i)::varchar, 5) from range(800000) r(i)")
  close()
  await jsonOf(['backup', join(folder, 'whole')], where)

  const interrupt = async (args: readonly string[], part: string): Promise<number | null> => {
    const child = startCli(args, where)
    const ended = exitOf(child)
    while (!existsSync(part) && child.exitCode === null) await sleep(5)
    // The second time it does not wait for what it is at.
    for (let i = 0; i < 2; i += 1) {
      child.kill('SIGINT')
      await sleep(20)
    }
    return ended
  }
  const half = join(folder, 'half')

  expect(await interrupt(['backup', half], join(`${half}.unfinished`, 'plugin_kv.parquet'))).toBe(130)
  expect(readdirSync(folder)).toEqual(['whole'])
  const restoring = join(where.state, 'warehouse.duckdb.restoring')
  expect(await interrupt(['restore', join(folder, 'whole'), '--yes'], restoring)).toBe(130)
  expect(readdirSync(where.state)).toEqual(['warehouse.duckdb'])
})
