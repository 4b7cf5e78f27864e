import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openDatabase } from '../../src/warehouse/duckdb.ts'
import { readMeta, writeMeta } from '../../src/warehouse/meta.ts'
import { LATEST } from '../../src/warehouse/migrate.ts'
import { openWarehouse } from '../../src/warehouse/open.ts'
import type { OpenOptions } from '../../src/warehouse/open.ts'
import { tempFolder } from '../helpers/folders.ts'

/** All that stands in a new warehouse, by its tables and views. */
async function contentOf(path: string, options?: OpenOptions) {
  const { db, close } = await openWarehouse(path, options)
  const ask = async (sql: string) => (await db.runAndReadAll(sql)).getRowObjectsJson()
  const tables = await ask('select table_name, sql from duckdb_tables() order by 1')
  const rows = []
  for (const name of tables.map((table) => String(table.table_name))) rows.push([name, await ask(`from ${name}`)])
  const columns = await ask(
    'select table_name, column_name, data_type, is_nullable, column_default from duckdb_columns() where not internal order by table_name, column_index',
  )
  const views = await ask('select view_name, sql from duckdb_views() where not internal order by 1')
  close()
  return { tables, columns, views, rows }
}

it('is what the migrations make of nothing (else: npm run empty-warehouse)', async () => {
  const made = await contentOf(join(tempFolder(), 'warehouse.duckdb'))
  expect(made.rows).toContainEqual(['schema_version', [{ version: LATEST }]])
  expect(made).toEqual(await contentOf(':memory:'))
  expect(made).toEqual(await contentOf(join(tempFolder(), 'warehouse.duckdb'), { schemaVersion: LATEST }))
})

it('is not needed: a file with blocks of another size, such as those of earlier versions, is used as it is', async () => {
  const path = join(tempFolder(), 'warehouse.duckdb')
  const blocksIn = async (when: string): Promise<void> => {
    const { db, close } = await openWarehouse(path)
    expect(await readMeta(db, 'of')).toBe(when === 'made' ? null : 'another size')
    await writeMeta(db, { of: 'another size' })
    expect((await db.runAndReadAll('select block_size from pragma_database_size()')).getRows()).toEqual([[262144n]])
    close()
  }
  const made = await openDatabase(path, { default_block_size: '262144' })
  const db = await made.connect()
  await db.run('create table t (i integer)')
  await db.run('drop table t')
  db.closeSync()
  made.closeSync()
  await blocksIn('made')
  await blocksIn('used')
})
