import { expect, it, onTestFinished } from 'vitest'
import { claudeCode } from '../../src/agents/claude-code/index.ts'
import { loadUsage } from '../../src/pipeline/load.ts'
import type { DuckDBConnection } from '../../src/warehouse/duckdb.ts'
import { openWarehouse } from '../../src/warehouse/open.ts'
import { unexplainedSql } from '../../src/warehouse/residuals/unexplained.ts'
import { assistant, costState, T0, transcript } from '../agents/claude-code/rows.ts'
import { tempFolder } from '../helpers/folders.ts'
import { look, OWNER } from '../helpers/ledger.ts'

/** The operators of a plan that hold each row of one table against each of another. */
async function exhaustive(db: DuckDBConnection, sql: string): Promise<string[]> {
  const plan = await db.runAndReadAll(`explain (format json) ${sql}`)
  const names = [...String(plan.getRows()[0]![1]).matchAll(/"name": *"(\w+)/g)].map(([, name]) => name!)
  return names.filter((name) => /NESTED_LOOP|NL_JOIN|IE_JOIN|PIECEWISE|CROSS_PRODUCT/.test(name))
}

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

const STEP = /^\s*(create or replace temp table \w+ as|insert|update|delete|select .* from entry)/s

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
  expect(await exhaustive(db, question)).toEqual([])
  await db.run(question)
  const found = await db.runAndReadAll('select count(*)::integer, sum(input)::integer from own')
  // Of 1,500 sessions the last of four totals each.
  expect(found.getRows()).toEqual([[1500, 1500]])
})

// With a thousand forks that each hold usage beyond their records this took most of a load.
it('no step of a load holds every record against every other, be it the first or one that reads all again', async () => {
  const root = tempFolder()
  const call = (session: string, n: number, more = {}) =>
    assistant({ session, id: `msg_${n}`, request: `req_${n}`, uuid: `u${n}`, time: T0 + n * 60_000, ...more })
  const total = (session: string, input: number) => costState({ 'claude-sonnet-4-5': { input, output: 500 } }, session)
  const copied = { more: { requestSessionId: 'zz-parent' } }
  transcript(root, 'zz-parent', [call('zz-parent', 1), call('zz-parent', 2), total('zz-parent', 120)])
  transcript(root, 'aa-fork', [call('aa-fork', 1, copied), call('aa-fork', 3), total('aa-fork', 230)])

  const { db, close } = await openWarehouse(':memory:')
  onTestFinished(close)
  const found: string[] = []
  let looked = 0
  async function lookAt(sql: string): Promise<void> {
    for (const step of sql.split(';').filter((each) => STEP.test(each))) {
      // Some of several statements need what those before them make.
      const operators = await exhaustive(db, step).catch(() => [])
      looked += 1
      found.push(...operators.map((operator) => `${operator} in ${step.trim().slice(0, 60)}`))
    }
  }
  const watched: DuckDBConnection = {
    ...db,
    run: async (sql, values) => (await lookAt(sql), db.run(sql, values)),
    runAndReadAll: async (sql, values) => (await lookAt(sql), db.runAndReadAll(sql, values)),
  }
  await loadUsage(watched, look(claudeCode, [root]), { owner: OWNER })
  expect(looked).toBeGreaterThan(10)
  const derived = await db.runAndReadAll('select sum(input)::integer from entry where derived')
  // 100 in the parent, 110 in the fork, of which it has 100 from the parent.
  expect(derived.getRows()).toEqual([[200]])
  // As after an upgrade.
  await db.run("update file set reader = 0; delete from meta where name like 'inventory %'")
  await loadUsage(watched, look(claudeCode, [root]), { owner: OWNER })
  expect(found).toEqual([])
})
