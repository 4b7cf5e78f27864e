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
