import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, it } from 'vitest'
import type { DoctorDocument } from '../../src/reports/doctor.ts'
import type { Report } from '../../src/plugin-sdk/types.ts'
import { jsonOf, runCli } from '../helpers/cli.ts'
import type { CliOptions } from '../helpers/cli.ts'
import { tempFolder, writeText } from '../helpers/folders.ts'
import { DEMO_HOME } from '../helpers/homes.ts'
import { writeLog } from './logs.ts'

const documentOf = async (options: CliOptions): Promise<DoctorDocument & { code: number | null }> => {
  const { code, stdout } = await runCli(['doctor', '--json'], options)
  return { code, ...(JSON.parse(stdout) as DoctorDocument) }
}
const check = ({ checks }: DoctorDocument, section: string, name: string) => {
  const found = checks.find((each) => each.section === section && each.name === name)
  if (!found)
    throw new Error(
      `no check ${section}/${name} among ${checks.map((each) => `${each.section}/${each.name}`).join(', ')}`,
    )
  return found
}

it('finds nothing wrong where nothing is', async () => {
  const home = tempFolder()
  writeLog(home, 'one', [{ time: '2026-03-01T10:00:00Z' }])
  const { code, stdout } = await runCli(['doctor', '--strict'], { home })
  expect(code).toBe(0)
  expect(stdout).toMatch(/Everything is in order\.\n$/)

  const document = await documentOf({ home })
  expect(document).toMatchObject({ kind: 'doctor', ok: true, counts: { warn: 0, fail: 0 } })
  expect(check(document, 'Program', 'Node').detail).toContain(process.versions.node)
  expect(check(document, 'State', 'warehouse').detail).toMatch(/schema version \d+/)
  expect(check(document, 'Settings', 'time zone').detail).toBe('UTC (TZ)')
})

it('says so where files that do not stay have no place, without which no job with exports ends well', async () => {
  const home = tempFolder()
  writeLog(home, 'one', [{ time: '2026-03-01T10:00:00Z' }])
  const document = await documentOf({ home, env: { TMPDIR: join(home, 'none') } })
  expect(document).toMatchObject({ code: 1, ok: false, counts: { fail: 1 } })
  expect(check(document, 'State', 'temporary files')).toMatchObject({
    status: 'fail',
    detail: `${join(home, 'none')} cannot be written: no such file or folder`,
    hint: expect.stringContaining('TMPDIR'),
  })
})

it('tells of each agent how much is known and how far it can be trusted', async () => {
  const home = tempFolder()
  writeLog(home, 'one', [{ time: '2026-03-01T10:00:00Z' }, { time: '2026-03-01T11:05:00Z' }])
  writeText(join(home, '.codex/sessions/2026/03/01/rollout-2026-03-01T10-00-00-x.jsonl'), '{"type":"compacted"}\n')
  const { checks } = await documentOf({ home })
  const about = (agent: string): string[] => checks.filter(({ name }) => name === agent).map(({ detail }) => detail)
  expect(about('Claude Code').at(-1)).toBe('1 session, 2 requests, all exact, newest 2026-03-01 11:05')
  expect(about('Codex')).toEqual([`${join(home, '.codex')} (1 file)`, 'its logs hold no usage'])
  expect(about('OpenCode')).toEqual([`${join(home, '.local/share/opencode')} (not there)`])

  const { stdout } = await runCli(['doctor', '--json', '--since', '2026-03-02'], { home })
  const later = (JSON.parse(stdout) as DoctorDocument).checks.filter(({ name }) => name === 'Claude Code')
  expect(later.at(-1)!.detail).toBe('none of its usage is in what was asked for')
})

it('names bad lines and impossible records by file, line and byte', async () => {
  const home = tempFolder()
  const good = writeLog(home, 'one', [{ time: '2026-03-01T10:00:00Z' }])
  const bad = writeText(join(good, '../bad.jsonl'), '{"type":"user"}\n{"usage": input_tokens" oops\n')
  writeLog(home, 'negative', [{ time: '2026-03-01T10:00:00Z', input: -5 }])
  writeLog(home, 'timeless', [{ time: 'yesterday' }])

  const document = await documentOf({ home })

  expect(document.code).toBe(0)
  expect(check(document, 'Data', 'lines')).toMatchObject({
    status: 'warn',
    items: [expect.stringContaining(`${bad}:2 (byte 16): `)],
  })
  expect(check(document, 'Data', 'records')).toMatchObject({
    status: 'warn',
    // True of both: what is wrong with each stands with it.
    detail: '2 records that cannot be right, left out of every total',
    items: [
      expect.stringContaining('negative.jsonl:1 (byte 0): input_tokens'),
      expect.stringMatching(/timeless\.jsonl:1 \(byte 0\): .*time/),
    ],
  })
  expect(document.quality).toMatchObject({ lines_bad: 1, records_quarantined: 2 })
  expect((await runCli(['doctor', '--strict'], { home })).code).toBe(4)
})

it('names records of a database by their rows', async () => {
  const home = tempFolder()
  const path = join(home, '.local/share/opencode/opencode.db')
  mkdirSync(dirname(path), { recursive: true })
  const database = new DatabaseSync(path)
  database.exec(`
    create table message (id text, session_id text, time_created integer, time_updated integer, data text);
    insert into message (rowid, id, session_id, data) values (4000, 'msg_1', 'ses_1', '{')`)
  database.close()
  expect(check(await documentOf({ home }), 'Data', 'lines')).toMatchObject({
    items: [`${path} (row 4000): broken JSON`],
  })
})

it('names unpriced models with what they hide', async () => {
  const home = tempFolder()
  writeLog(home, 'one', [{ time: '2026-03-01T10:00:00Z', model: 'claude-mystery-9', input: 10, output: 5 }])
  expect(check(await documentOf({ home }), 'Prices', 'models')).toMatchObject({
    status: 'warn',
    items: ['claude-mystery-9: 1 request, 15 tokens'],
  })
})

it('says of a missing recorded cost what it is, not that a newer price list would help', async () => {
  const home = tempFolder()
  writeLog(home, 'one', [{ time: '2026-03-01T10:00:00Z' }])
  writeText(join(home, 'rimuru.config.json'), '{"version":1,"pricing":{"cost":"recorded"}}')
  expect(check(await documentOf({ home }), 'Prices', 'models')).toMatchObject({
    status: 'warn',
    detail: '1 model has requests without a recorded cost: their cost is in no total',
    hint: "pricing.cost 'auto' takes the listed price where the agent recorded none, 'calculate' takes it for all",
  })

  const out = join(home, 'out/')
  expect((await runCli(['export', 'json', '--data', 'report', '--out', out], { home })).code).toBe(0)
  const { warnings, sections } = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')) as Report
  expect(warnings).toEqual([expect.stringMatching(/^No cost is recorded for /)])
  expect(sections.find(({ id }) => id === 'unpriced')?.note).toMatch(/^The agents recorded no cost for these/)
})

it('tells of files that are gone and whose history is kept', async () => {
  const home = tempFolder()
  const path = writeLog(home, 'one', [{ time: '2026-03-01T10:00:00Z' }])
  await jsonOf(['costs'], { home })
  rmSync(path)
  expect(check(await documentOf({ home }), 'Data', 'vanished').detail).toBe(
    '1 file is no longer there; the history of 1 request is kept',
  )
})

it('counts the duplicates of the agents that are asked for', async () => {
  const options = { home: DEMO_HOME, state: tempFolder() }
  const removed = async (...args: string[]): Promise<number> =>
    (await jsonOf<DoctorDocument>(['doctor', ...args], options)).quality!.duplicates_removed
  expect(await removed()).toBe(238)
  expect(await removed('--agent', 'claude-code')).toBe(238)
  expect(await removed('--agent', 'codex')).toBe(0)
})

it('tells of days that changed after they were over, of the agents that are asked for', async () => {
  const home = tempFolder()
  writeLog(home, 'one', [{ time: '2026-03-01T10:00:00Z' }])
  await jsonOf(['costs'], { home })
  writeLog(home, 'late', [{ time: '2026-03-01T11:00:00Z' }])
  const { detail, items } = check(await documentOf({ home }), 'Data', 'restated')
  expect(detail).toBe('1 day changed after they were over')
  expect(items[0]).toMatch(/^2026-03-01, .*\.claude: 1 to 2 requests, 1,100 to 2,200 tokens \(late records, /)
  const { checks } = await jsonOf<DoctorDocument>(['doctor', '--agent', 'codex'], { home })
  expect(checks.filter(({ name }) => name === 'restated')).toEqual([])
})

it('counts duplicates by the rule that removed them', async () => {
  const home = tempFolder()
  writeLog(home, 'one', [
    { time: '2026-03-01T10:00:00Z', id: 'msg_same' },
    { time: '2026-03-01T10:00:01Z', id: 'msg_same' },
  ])
  expect(check(await documentOf({ home }), 'Data', 'duplicates')).toMatchObject({
    status: 'ok',
    items: ['1: repeated or copied records of one request'],
  })
})

it('goes on with a broken config, and fails for it', async () => {
  const home = tempFolder()
  const config = writeText(join(home, 'rimuru.config.json'), '{"version":1,"timezon":"UTC"}')
  const document = await documentOf({ home })

  expect(document).toMatchObject({ code: 1, ok: false })
  expect(check(document, 'Settings', 'config')).toMatchObject({
    status: 'fail',
    detail: expect.stringContaining(`${config}: timezon: unknown key`),
  })
  expect(check(document, 'State', 'warehouse').status).toBe('ok')
})

it('reports a warehouse that cannot be opened instead of failing on it', async () => {
  const state = tempFolder()
  writeText(join(state, 'warehouse.duckdb'), 'not a database')
  const document = await documentOf({ state })

  expect(document).toMatchObject({ code: 1, quality: null })
  expect(check(document, 'State', 'warehouse').status).toBe('fail')
})

it('reports a state folder that cannot be written', async () => {
  const file = writeText(join(tempFolder(), 'file'), '')
  const document = await documentOf({ state: join(file, 'state') })
  expect(document.code).toBe(1)
  expect(check(document, 'State', 'folder')).toMatchObject({
    status: 'fail',
    hint: expect.stringContaining('RIMURU_HOME'),
  })
})

it('warns where there is no data at all, and of a variable that leads nowhere', async () => {
  const document = await documentOf({ env: { CODEX_HOME: '/nonexistent/codex', TZ: 'CET-1CEST' } })
  expect(document.code).toBe(0)
  expect(check(document, 'Agents', 'data').status).toBe('warn')
  expect(check(document, 'Agents', 'Codex')).toMatchObject({
    status: 'warn',
    hint: expect.stringContaining('CODEX_HOME'),
  })
  expect(check(document, 'Settings', 'time zone').status).toBe('warn')
})

it('warns of a discount for a seller that no price list knows, as it is on nothing', async () => {
  const cwd = tempFolder()
  const discounts = ['anthropc', 'Claude', 'azure'].map((provider) => ({ provider, percent: 15 }))
  writeText(join(cwd, 'rimuru.config.json'), JSON.stringify({ version: 1, pricing: { discounts } }))
  const { checks } = await documentOf({ cwd })
  expect(checks.filter(({ name }) => name === 'discount')).toEqual([
    {
      section: 'Prices',
      name: 'discount',
      status: 'warn',
      detail: 'nothing is taken off for "anthropc": no price of such a seller is listed',
      hint: 'did you mean anthropic?',
      items: [],
    },
  ])
})
