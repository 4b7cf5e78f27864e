import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { expect, it } from 'vitest'
import { openWarehouse } from '../../src/warehouse/open.ts'
import { readMeta, writeMeta } from '../../src/warehouse/meta.ts'
import { tempFolder, writeText } from '../helpers/folders.ts'

/** A database as another version of Rimuru left it. */
async function databaseWith(path: string, ...sql: string[]): Promise<void> {
  const instance = await DuckDBInstance.create(path)
  const db = await instance.connect()
  for (const statement of sql) await db.run(statement)
  db.closeSync()
  instance.closeSync()
}

const versionOf = async (path: string): Promise<number> => {
  const { db, close } = await openWarehouse(path)
  const [row] = (await db.runAndReadAll('select version from schema_version')).getRows()
  close()
  return Number(row![0])
}

it('brings a warehouse without a schema up to date, and what is in it survives the next opening', async () => {
  const path = join(tempFolder(), 'state', 'warehouse.duckdb')
  const version = await versionOf(path)
  const first = await openWarehouse(path)
  await writeMeta(first.db, { 'made up': 'kept' })
  first.close()
  expect(await versionOf(path)).toBe(version)
  const second = await openWarehouse(path)
  expect(await readMeta(second.db, 'made up')).toBe('kept')
  second.close()
})

it('migrates an older schema step by step', async () => {
  const path = join(tempFolder(), 'warehouse.duckdb')
  await databaseWith(
    path,
    'create table schema_version (version integer not null)',
    'insert into schema_version values (0)',
  )
  expect(await versionOf(path)).toBeGreaterThanOrEqual(1)
  const { db, close } = await openWarehouse(path)
  expect((await db.runAndReadAll('select * from entry')).currentRowCount).toBe(0)
  close()
})

it('brings a warehouse of the first version to the present one with all that is in it', async () => {
  const path = join(tempFolder(), 'warehouse.duckdb')
  const old = await openWarehouse(path, { schemaVersion: 1 })
  await writeMeta(old.db, { 'made up': 'kept' })
  await expect(old.db.run('select * from plugin_kv')).rejects.toThrow('plugin_kv')
  old.close()
  const { db, close } = await openWarehouse(path)
  expect(await readMeta(db, 'made up')).toBe('kept')
  expect((await db.runAndReadAll('select * from plugin_kv')).currentRowCount).toBe(0)
  close()
})

it('refuses a newer schema with a sentence, and leaves it as it is', async () => {
  const path = join(tempFolder(), 'warehouse.duckdb')
  await databaseWith(
    path,
    'create table schema_version (version integer not null)',
    'insert into schema_version values (9999)',
  )
  await expect(openWarehouse(path)).rejects.toMatchObject({
    code: 'E1001',
    message: expect.stringMatching(/^the warehouse has schema version 9999, this Rimuru knows up to \d+$/),
    where: path,
    hint: expect.stringContaining('upgrade Rimuru'),
  })
  await expect(openWarehouse(path, { readOnly: true })).rejects.toMatchObject({ code: 'E1001' })
  const instance = await DuckDBInstance.create(path)
  const db = await instance.connect()
  expect((await db.runAndReadAll('select version from schema_version')).getRows()).toEqual([[9999]])
  db.closeSync()
  instance.closeSync()
})

it('does not migrate what it may only read', async () => {
  const path = join(tempFolder(), 'warehouse.duckdb')
  await databaseWith(path, 'create table other (n integer)')
  await expect(openWarehouse(path, { readOnly: true })).rejects.toMatchObject({
    code: 'E1001',
    message: expect.stringContaining('read-only'),
  })
})

it('says what to do with a file that is no database', async () => {
  const path = writeText(
    join(tempFolder(), 'warehouse.duckdb'),
    'this is no database, and long enough to be looked at '.repeat(100),
  )
  await expect(openWarehouse(path)).rejects.toMatchObject({
    code: 'E1001',
    where: path,
    hint: expect.stringContaining('restore'),
  })
})
