import { expect, it, onTestFinished } from 'vitest'
import { openWarehouse } from '../../src/warehouse/open.ts'
import { unexplainedSql } from '../../src/warehouse/residuals/unexplained.ts'

const FILES = `
  insert into file by name
  select i as file_id, 1 as root_id, concat('p', i) as path, concat('k', i) as file_key, 'h' as host, 'u' as username,
    'read' as state, 1 as size, 1 as mtime, 'i' as inode, 1 as read_to, '' as head, '' as tail, 1 as reader,
    concat('s', i % 3000) as claim_group, 1 as lines, 0 as lines_bad, false as torn_tail, 1 as records, 0 as quarantined,
    '{}' as removed, '[]' as problems
  from range(1, 12001) t(i)`

const CLAIMS = `
  insert into claim by name
  select 1 + (i * 2) % 12000 as file_id, 'm' as model, timestamp '2026-01-01' + interval (i) second as happened_at, i as byte_offset,
    1 as input, 1 as output, 1 as cache_read, 1 as cache_write_5m, 1 as cache_write_1h, 1 as reasoning, 0 as web_searches
  from range(6000) t(i)`

const ASK = `
  create or replace temp table ask as
  select distinct root_id, claim_group, timestamp 'infinity' as until from claim join file using (file_id)`

// After an upgrade that changed a reader, of 12,000 logs, this held every total against every session: 10 s and 1 GB.
it('totals of logs that are all read again are compared with those of their own sessions alone', async () => {
  const { db, close } = await openWarehouse(':memory:')
  onTestFinished(close)
  await db.run(FILES)
  await db.run(CLAIMS)
  // What is replaced within a transaction DuckDB estimates otherwise than what stands.
  await db.run('begin')
  await db.run(`delete from file; ${FILES}`)
  await db.run(`delete from claim; ${CLAIMS}`)
  await db.run(ASK)
  await db.run(`create or replace temp table model_base as select 'm' as model, 'm' as base`)
  const question = unexplainedSql('own', { file: 'file', entry: 'entry' })
  const plan = await db.runAndReadAll(`explain (format json) ${question}`)
  const operators = [...String(plan.getRows()[0]![1]).matchAll(/"name": *"(\w+) *"/g)].map(([, name]) => name)
  expect(operators).toContain('HASH_JOIN')
  expect(operators.filter((name) => /NESTED_LOOP|NL_JOIN|IE_JOIN|PIECEWISE|CROSS_PRODUCT/.test(name!))).toEqual([])
  await db.run(question)
  const found = await db.runAndReadAll('select count(*)::integer, sum(input)::integer from own')
  // Of 1,500 sessions the last of four totals each.
  expect(found.getRows()).toEqual([[1500, 1500]])
})
