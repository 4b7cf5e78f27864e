import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { jsonOf, runCli } from '../helpers/cli.ts'
import { tempFolder } from '../helpers/folders.ts'
import { homeWith } from '../helpers/homes.ts'
import { ROOT } from '../helpers/imports.ts'

async function backedUp() {
  const where = { home: homeWith([{ time: '2026-11-01T10:00:00.000Z' }]), state: tempFolder() }
  const backup = join(tempFolder(), 'backup')
  const before = await runCli(['costs', '--json'], where)
  await jsonOf(['backup', backup], where)
  return { where, backup, before }
}

test('of a backup of a newer version it says that it is the newer one', async () => {
  const { where, backup } = await backedUp()
  const manifest = join(backup, 'rimuru-backup.json')
  writeFileSync(manifest, readFileSync(manifest, 'utf8').replace(/"schema_version": \d+/, '"schema_version": 99'))

  const { code, stderr } = await runCli(['restore', backup, '--yes'], where)

  expect(code).toBe(1)
  expect(stderr).toMatch(/^error E8001: the backup has schema version 99, this Rimuru knows up to \d+ \(.*backup\)$/m)
  expect(stderr).toContain('a newer Rimuru wrote it: upgrade this one')
  expect(stderr).not.toContain('RIMURU_HOME')
})

test.each([
  ['entry', 'cut off', 100],
  ['meta', 'all but empty', 3],
] as const)(
  'a backup whose %s.parquet is %s is damaged, which is one line and what to do, and nothing changes',
  async (table, _, size) => {
    const { where, backup, before } = await backedUp()
    const file = join(backup, `${table}.parquet`)
    truncateSync(file, size)

    const { code, stderr } = await runCli(['restore', backup, '--yes'], where)

    expect(code).toBe(1)
    expect(stderr.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^error E8001: the backup is damaged: .*parquet/i),
      '  what was there is as it was; restore another backup',
    ])
    expect(stderr).toContain(`(${file})`)
    expect(await runCli(['costs', '--json'], where)).toEqual(before)
    expect(readdirSync(where.state).filter((name) => name.includes('restoring'))).toEqual([])
  },
)

test.each([
  [
    'names one table less',
    (text: string) => text.replace(/"entry": \d+,/, ''),
    'the backup was changed: .* has the table entry',
  ],
  ['names no table', (text: string) => text.replace(/"rows": \{[^}]*\}/, '"rows": {}'), 'the backup was changed'],
  ['has no list of tables', (text: string) => text.replace('"rows"', '"tables"'), 'this backup is of another kind'],
  [
    'names a table more',
    (text: string) => text.replace('"entry"', '"other": 0, "entry"'),
    'does not have the table other',
  ],
  [
    'has an earlier version',
    (text: string) => text.replace(/"schema_version": \d+/, '"schema_version": 5'),
    'schema version 5 does not have',
  ],
  ['has no version', (text: string) => text.replace(/"schema_version": \d+/, '"schema_version": 0'), 'of another kind'],
  ['is cut off', (text: string) => text.slice(0, 60), 'this folder is no backup of Rimuru'],
])('a backup whose manifest %s is refused, and nothing changes', async (_, edited, told) => {
  const { where, backup, before } = await backedUp()
  const manifest = join(backup, 'rimuru-backup.json')
  writeFileSync(manifest, edited(readFileSync(manifest, 'utf8')))

  const { code, stderr } = await runCli(['restore', backup, '--yes'], where)

  expect([code, stderr]).toEqual([1, expect.stringMatching(new RegExp(`^error E8001: .*${told}`))])
  expect(stderr).toContain(`(${manifest})\n  `)
  expect(await runCli(['costs', '--json'], where)).toEqual(before)
  expect(readdirSync(where.state).filter((name) => name.includes('restoring'))).toEqual([])
})

test.each(['2026[11]', '2026-*', '2026-?'])(
  'a backup in a folder named %s is read from there, and not from others that such a name fits',
  async (name) => {
    const { where } = await backedUp()
    const folder = tempFolder()
    const backup = join(folder, name)
    await jsonOf(['backup', backup], where)
    const other = { home: homeWith([{ time: '2026-10-01T10:00:00.000Z' }]), state: tempFolder() }
    await runCli(['costs'], other)
    for (const similar of ['20261', '2026-1']) await jsonOf(['backup', join(folder, similar)], other)

    const state = tempFolder()
    const restored = await runCli(['restore', backup], { ...where, state })

    expect(restored).toMatchObject({ code: 0, stderr: '' })
    const query = 'select time_utc from usage'
    expect(await jsonOf(['sql', query], { ...where, state })).toMatchObject({ rows: [['2026-11-01T10:00:00.000Z']] })
  },
)

test('where a backup cannot be written, it is its own folder that is named', async () => {
  const { where } = await backedUp()
  const target = join(tempFolder(), 'backup')
  // As on a full disk, a file can grow no further than this.
  const { status, stderr } = spawnSync(
    'sh',
    ['-c', `ulimit -f 1; exec "$@"`, 'sh', process.execPath, ...command(target)],
    {
      env: { PATH: process.env.PATH ?? '', HOME: where.home, TZ: 'UTC', RIMURU_HOME: where.state },
      encoding: 'utf8',
    },
  )

  expect(status).toBe(1)
  expect(stderr).toMatch(/^error E8001: the backup cannot be written: .*Could not write file/)
  expect(stderr).toContain(`(${target})\n  name a folder that can be written, on a disk with room for it\n`)
  expect([existsSync(target), existsSync(`${target}.unfinished`)]).toEqual([false, false])
})

const command = (target: string): readonly string[] => [join(ROOT, 'src/bin.js'), 'backup', target]

test('what was restored is in the file that is put in place, with nothing of it in a log that stays behind', async () => {
  const requests = Array.from({ length: 20_000 }, (_, i) => ({ time: '2026-11-01T10:00:00.000Z', input: i }))
  const where = { home: homeWith(requests), state: tempFolder() }
  const backup = join(tempFolder(), 'backup')
  await jsonOf(['costs'], where)
  const before = await runCli(['sql', 'select count(*), sum(input_tokens) from usage', '--json'], where)
  await jsonOf(['backup', backup], where)
  const state = tempFolder()
  // Room for the warehouse, and none for a log of all its rows.
  const { status, stderr } = spawnSync(
    'bash',
    ['-c', `ulimit -f 2000; exec "$@"`, 'bash', process.execPath, join(ROOT, 'src/bin.js'), 'restore', backup],
    { env: { PATH: process.env.PATH ?? '', HOME: where.home, TZ: 'UTC', RIMURU_HOME: state }, encoding: 'utf8' },
  )

  expect(stderr).toBe('')
  expect(status).toBe(0)
  const after = await runCli(['sql', 'select count(*), sum(input_tokens) from usage', '--json'], { ...where, state })
  expect(after).toEqual(before)
})
