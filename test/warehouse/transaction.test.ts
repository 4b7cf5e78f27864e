import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openWarehouse } from '../../src/warehouse/open.ts'
import { pluginStateOf } from '../../src/warehouse/plugin-state.ts'
import { inTransaction } from '../../src/warehouse/transaction.ts'
import { tempFolder } from '../helpers/folders.ts'

const ENTRIES = 'select name from meta order by name'
const add = (name: string): string => `insert into meta values ('${name}', '')`

it('stores all of it or nothing', async () => {
  const { db, close } = await openWarehouse(':memory:')
  await inTransaction(db, () => db.run(add('whole')))
  const half = inTransaction(db, async () => {
    await db.run(add('half'))
    throw new Error('the other half is missing')
  })

  await expect(half).rejects.toThrow('the other half is missing')
  expect((await db.runAndReadAll(ENTRIES)).getRows()).toEqual([['whole']])
  close()
})

it('says why it could not be ended, such as for a `?` in the path', async () => {
  const { db, close } = await openWarehouse(join(tempFolder(), 'state?', 'warehouse.duckdb'))
  const told = {
    code: 'E1001',
    message: expect.stringMatching(/^the path of the warehouse has a `\?`/),
    hint: expect.stringContaining('RIMURU_HOME'),
  }

  await expect(inTransaction(db, () => db.run(add('one')))).rejects.toMatchObject(told)
  await expect(pluginStateOf(db).record('one', { kind: 'restart' })).rejects.toMatchObject(told)
  close()
})
