import { statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openWarehouse } from '../../src/warehouse/open.ts'
import { tempFolder } from '../helpers/folders.ts'

it.each([0, 100, 4096, 20_000, 300_000, -1])('of a file that was cut at %i it says that it is damaged', async (at) => {
  const path = join(tempFolder(), 'warehouse.duckdb')
  const { db, close } = await openWarehouse(path)
  await db.run("insert into meta select 'key ' || i, repeat('x', 100) || hash(i) from range(50000) r(i)")
  close()
  const size = statSync(path).size
  expect(size).toBeGreaterThan(300_000)
  truncateSync(path, at < 0 ? size + at : at)

  await expect(openWarehouse(path)).rejects.toMatchObject({
    code: 'E1001',
    message: expect.stringMatching(/^the warehouse is damaged: /),
    where: path,
    hint: expect.stringContaining('rimuru restore'),
  })
})
