import { readdirSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openWarehouse } from '../../src/warehouse/open.ts'
import { tempFolder, writeText } from '../helpers/folders.ts'

it('removes what a killed restore has left a day ago, and nothing that one may still be writing', async () => {
  const folder = tempFolder()
  const path = join(folder, 'warehouse.duckdb')
  const parts = ['warehouse.duckdb.restoring', 'warehouse.duckdb.restoring.wal']
  for (const part of parts) writeText(join(folder, part), 'half')
  const openOnce = async (): Promise<string[]> => {
    ;(await openWarehouse(path)).close()
    return readdirSync(folder).sort()
  }
  const afterAnHour = await openOnce()
  const long = new Date(Date.now() - 2 * 86_400_000)
  for (const part of parts) utimesSync(join(folder, part), long, long)

  expect(afterAnHour).toEqual(['warehouse.duckdb', ...parts])
  expect(await openOnce()).toEqual(['warehouse.duckdb'])
})

it('removes what a killed process had no memory for', async () => {
  const folder = tempFolder()
  const path = join(folder, 'warehouse.duckdb')
  const first = await openWarehouse(path)
  await first.db.run("set memory_limit = '20MB'")
  await first.db.run('create temp table large as select hash(i) as h from range(2000000) r(i) order by h')
  const spilled = readdirSync(folder).sort()
  first.close()
  writeText(join(folder, 'warehouse.duckdb.tmp', 'duckdb_temp_storage_DEFAULT-0.tmp'), 'rows')

  ;(await openWarehouse(path)).close()

  expect(spilled).toEqual(['warehouse.duckdb', 'warehouse.duckdb.tmp'])
  expect(readdirSync(folder)).toEqual(['warehouse.duckdb'])
})
