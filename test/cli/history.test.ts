import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openWarehouse } from '../../src/warehouse/open.ts'
import { beginRun } from '../../src/warehouse/runs.ts'
import { jsonOf, runCli } from '../helpers/cli.ts'
import { linesOf, tempFolder, writeText } from '../helpers/folders.ts'
import { homeWith, recordOf } from '../helpers/homes.ts'

const LOG = '.claude/projects/-work/session.jsonl'

const totalsOf = async (home: string, state: string) =>
  (await jsonOf<{ totals: { requests: number; cost_usd: string } }>(['costs'], { home, state })).totals

test('a backup brings the history back after the logs and the warehouse are gone', async () => {
  const home = homeWith([{ time: '2026-11-01T10:00:00.000Z' }, { time: '2026-11-02T10:00:00.000Z' }])
  const state = tempFolder()
  const backup = join(tempFolder(), 'backup')
  const before = await totalsOf(home, state)
  await jsonOf(['backup', backup], { home, state })
  rmSync(state, { recursive: true })
  rmSync(join(home, LOG))

  const restored = await runCli(['restore', backup], { home, state })

  expect(restored).toMatchObject({ code: 0, stderr: '' })
  expect(await totalsOf(home, state)).toEqual(before)
  expect(before.requests).toBe(2)
})

test('a backup is written whole or not at all, and never over another', async () => {
  const home = homeWith([{ time: '2026-11-01T10:00:00.000Z' }])
  const state = tempFolder()
  const folder = tempFolder()
  await totalsOf(home, state)

  const again = await runCli(['backup', folder], { home, state })

  expect(again.code).toBe(1)
  expect(again.stderr).toContain('E8001')
  expect(readdirSync(folder)).toEqual([])
})

test('a restore does not replace what is there unless told to', async () => {
  const home = homeWith([{ time: '2026-11-01T10:00:00.000Z' }])
  const state = tempFolder()
  const backup = join(tempFolder(), 'backup')
  await totalsOf(home, state)
  await runCli(['backup', backup], { home, state })

  const refused = await runCli(['restore', backup], { home, state })
  const done = await runCli(['restore', backup, '--yes'], { home, state })

  expect(refused.code).toBe(2)
  expect(refused.stderr).toContain('--yes')
  expect(done.code).toBe(0)
})

test('nor the history of runs, where no log is known', async () => {
  const state = tempFolder()
  const backup = join(tempFolder(), 'backup')
  await runCli(['backup', backup], { home: tempFolder(), state: tempFolder() })
  const { db, close } = await openWarehouse(join(state, 'warehouse.duckdb'))
  await beginRun(db, { id: 'r1', job: 'daily', series: 'daily', since: null, until: null, startedAt: 0 })
  close()

  const refused = await runCli(['restore', backup], { home: tempFolder(), state })

  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('already knows 1 run') as string })
})

test('a backup of an older version, which lacks later tables and columns, is brought up to date', async () => {
  const home = homeWith([{ time: '2026-11-01T10:00:00.000Z' }])
  const state = tempFolder()
  const backup = join(tempFolder(), 'backup')
  const before = await totalsOf(home, state)
  await runCli(['backup', backup], { home, state })
  const file = join(backup, 'rimuru-backup.json')
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as { schema_version: number; rows: Record<string, number> }
  for (const table of ['plugin_kv', 'plugin_health', 'run', 'job_series', 'delivery', 'session_seen', 'reported']) {
    rmSync(join(backup, `${table}.parquet`))
    delete manifest.rows[table]
  }
  const { db, close } = await openWarehouse(':memory:')
  for (const [table, column] of Object.entries({ entry: 'source_rank, summed', session_fact: 'meters' })) {
    const parquet = join(backup, `${table}.parquet`)
    await db.run(`create or replace table older as select * exclude (${column}) from '${parquet}'`)
    await db.run(`copy older to '${parquet}' (format parquet)`)
  }
  close()
  writeFileSync(file, JSON.stringify({ ...manifest, schema_version: 1 }))

  const restored = await runCli(['restore', backup, '--yes'], { home, state })

  expect(restored).toMatchObject({ code: 0, stderr: '' })
  expect(await totalsOf(home, state)).toEqual(before)
  expect((await jsonOf<{ rows: unknown[] }>(['sql', 'select * from plugin_kv'], { home, state })).rows).toEqual([])
})

test('a folder that is no backup is refused and nothing changes', async () => {
  const home = homeWith([{ time: '2026-11-01T10:00:00.000Z' }])
  const state = tempFolder()
  const before = await totalsOf(home, state)

  const { code, stderr } = await runCli(['restore', tempFolder(), '--yes'], { home, state })

  expect(code).toBe(1)
  expect(stderr).toContain('no backup of Rimuru')
  expect(await totalsOf(home, state)).toEqual(before)
})

test('a backup with rows missing is refused and nothing changes', async () => {
  const home = homeWith([{ time: '2026-11-01T10:00:00.000Z' }])
  const state = tempFolder()
  const backup = join(tempFolder(), 'backup')
  const before = await totalsOf(home, state)
  await runCli(['backup', backup], { home, state })
  rmSync(join(backup, 'entry.parquet'))

  const { code, stderr } = await runCli(['restore', backup, '--yes'], { home, state })

  expect(code).toBe(1)
  expect(stderr).toContain('not whole')
  expect(await totalsOf(home, state)).toEqual(before)
  expect(readdirSync(state).filter((name) => name.includes('restoring'))).toEqual([])
})

test('forget shows what would go, does it only with --yes, and says what exists nowhere else', async () => {
  const home = homeWith([{ time: '2026-11-01T10:00:00.000Z' }])
  const state = tempFolder()
  await totalsOf(home, state)
  rmSync(join(home, LOG))
  const kept = await totalsOf(home, state)

  const preview = await runCli(['forget', '--agent', 'claude-code'], { home, state })
  const afterPreview = await totalsOf(home, state)
  const done = await runCli(['forget', '--source', join(home, '.claude'), '--yes'], { home, state })

  expect(kept.requests).toBe(1)
  expect(preview.stdout).toContain('1 request of 1 file, of which 1 request exist nowhere else would be forgotten')
  expect(afterPreview).toEqual(kept)
  expect(done.code).toBe(0)
  expect(await totalsOf(home, state)).toMatchObject({ requests: 0, cost_usd: '0' })
})

test('forget keeps no names of sessions, folders and branches but those that others have too', async () => {
  const request = { time: '2026-11-01T10:00:00.000Z', cwd: '/code/shared', branch: 'main' }
  const home = homeWith([{ ...request, session: 'first' }])
  const secret = recordOf({ ...request, cwd: '/code/secret', branch: 'merger', session: 'second' }, 1)
  const also = recordOf({ ...request, session: 'third' }, 2)
  writeText(join(home, '.config/claude/projects/-code/second.jsonl'), linesOf([secret]))
  writeText(join(home, '.config/claude/projects/-code/third.jsonl'), linesOf([also]))
  const state = tempFolder()
  const before = await totalsOf(home, state)

  await runCli(['forget', '--source', join(home, '.config/claude'), '--yes'], { home, state })

  const names = 'select name from session union select cwd from place union select name from branch order by 1'
  const { rows } = await jsonOf<{ rows: string[][] }>(['sql', names], { home, state })
  expect(rows.flat()).toEqual(['/code/shared', 'first', 'main'])
  expect(await totalsOf(home, state)).toEqual(before)
})

test('forget of something unknown says what is known', async () => {
  const home = homeWith([{ time: '2026-11-01T10:00:00.000Z' }])
  const state = tempFolder()
  await totalsOf(home, state)

  const { code, stderr } = await runCli(['forget', '--source', '/nowhere'], { home, state })

  expect(code).toBe(1)
  expect(stderr).toContain(`claude-code: ${join(home, '.claude')}`)

  const folder = join(home, '.claude')
  const other = await runCli(['forget', '--source', folder, '--agent', 'codex'], { home, state })
  expect(other.code).toBe(1)
  expect(other.stderr).toMatch(`error E6001: nothing of codex is known from ${folder}\n`)
})

test('forget takes the name of an agent as other commands do', async () => {
  const home = homeWith([{ time: '2026-11-01T10:00:00.000Z' }])
  const state = tempFolder()
  await totalsOf(home, state)

  const found = await runCli(['forget', '--agent', 'Claude Code'], { home, state })
  const empty = await runCli(['forget', '--agent', 'Codex'], { home, state })
  const wrong = await runCli(['forget', '--agent', 'codx'], { home, state })

  expect(found).toMatchObject({ code: 0, stdout: expect.stringMatching(/^claude-code .*: 1 request of 1 file would/) })
  expect(empty).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('error E6001: nothing is known from codex\n'),
  })
  expect(wrong).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('error E7001: there is no agent "codx", did you mean "codex"?\n'),
  })
})

test('the second run answers the same from what is kept, and notices a log that has grown', async () => {
  const home = homeWith([{ time: '2026-11-01T10:00:00.000Z' }])
  const state = tempFolder()
  const first = await runCli(['costs', '--json'], { home, state })

  const second = await runCli(['costs', '--json'], { home, state })
  appendFileSync(join(home, LOG), `${recordOf({ time: '2026-11-01T12:00:00.000Z' }, 7)}\n`)
  const third = await totalsOf(home, state)

  expect(second.stdout).toBe(first.stdout)
  expect(existsSync(join(state, 'answers'))).toBe(true)
  expect(third).toMatchObject({ requests: 2, cost_usd: '0.009' })
})
