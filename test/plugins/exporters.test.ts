import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { describe, expect, it } from 'vitest'
import { SECTIONS } from '../../src/config/job-types.ts'
import { runCli } from '../helpers/cli.ts'
import { tempFolder, writeText } from '../helpers/folders.ts'
import { homeWith } from '../helpers/homes.ts'

/** The sample has no budget, no subscription, nothing that was told before, and no agent with meters. */
const WITHOUT: readonly string[] = ['budgets', 'restated', 'subscriptions', 'meters']
const SECTIONS_WITH_ROWS = SECTIONS.filter((id) => !WITHOUT.includes(id))

/** Two days, a price of 3 and 15 dollars a million tokens, a model without one, and names that every format has to escape. */
const REQUESTS = [
  { time: '2026-03-28T22:30:00.000Z', session: 's1', input: 100_000, output: 100 },
  { time: '2026-03-29T10:00:00.000Z', session: 's1', branch: '=cmd|"x"', cwd: '/code/<b>&co', input: 7, output: 1 },
  { time: '2026-03-29T11:00:00.000Z', session: 's2', model: 'made-up-model', branch: 'a,b\nc', input: 5, output: 5 },
]
const EXACT = '0.301536'

/** What an export writes, file by file. */
async function exported(plugin: string, args: readonly string[] = [], home = homeWith(REQUESTS)) {
  const out = join(home, 'out')
  const { code, stderr } = await runCli(['export', plugin, ...args, '--out', `${out}/`], { home })
  expect(stderr).not.toContain('error')
  expect(code).toBe(0)
  const names = readdirSync(out).sort()
  const bytes = (name: string): Buffer => readFileSync(join(out, name))
  return { out, names, text: (name = names[0]!) => bytes(name).toString('utf8'), bytes }
}

const FEW = ['--fields', 'recorded_at,session_id,git_branch,requests,subagent,cost_usd']

describe('csv', () => {
  it('quotes as RFC 4180 has it, and lets no formula in', async () => {
    const { text } = await exported('csv', FEW)
    expect(text('costs.csv')).toBe(
      [
        'recorded_at,session_id,git_branch,requests,subagent,cost_usd',
        '2026-03-28T22:30:00.000Z,s1,main,1,false,0.3015',
        `2026-03-29T10:00:00.000Z,s1,"'=cmd|""x""",1,false,0.000036`,
        '2026-03-29T11:00:00.000Z,s2,"a,b\nc",1,false,',
        '',
      ].join('\r\n'),
    )
  })

  it('is told how times look, in which zone, and that there is no heading', async () => {
    const args = ['--fields', 'recorded_at,requests', '--no-headers', '--date-format', '%d.%m.%Y %H:%M %z']
    const { text } = await exported('csv', [...args, '-z', 'Europe/Berlin'])
    expect(text()).toBe('28.03.2026 23:30 +0100,1\r\n29.03.2026 12:00 +0200,1\r\n29.03.2026 13:00 +0200,1\r\n')
  })

  it('has its delimiter, line ends and a byte order mark from the config', async () => {
    const home = homeWith(REQUESTS)
    const plugins = { csv: { config: { delimiter: ';', line_ending: 'lf', bom: true } } }
    writeText(join(home, 'rimuru.config.json'), JSON.stringify({ version: 1, plugins }))
    const { text } = await exported('csv', ['--data', 'sessions', '--fields', 'id,models,requests'], home)
    expect(text()).toBe('\uFEFFid;models;requests\ns1;claude-sonnet-4-5;2\ns2;made-up-model;1\n')
  })

  it('quotes a number that has the delimiter in it', async () => {
    const home = homeWith(REQUESTS)
    writeText(
      join(home, 'rimuru.config.json'),
      JSON.stringify({ version: 1, plugins: { csv: { config: { delimiter: '.', line_ending: 'lf' } } } }),
    )
    const { text } = await exported('csv', ['--fields', 'session_id,requests,cost_usd'], home)
    expect(text()).toBe('session_id.requests.cost_usd\ns1.1."0.3015"\ns1.1."0.000036"\ns2.1.\n')
    const report = await exported('csv', ['--data', 'report'], home)
    expect(report.text('report-agents.csv')).toMatch(/\nclaude-code\.3\..*\."0\.301536"\n$/)
  })

  it.each(['"', '\n', '\r', '', ';;'])('takes no delimiter that would make it unreadable: %j', async (delimiter) => {
    const home = homeWith(REQUESTS)
    const config = { version: 1, plugins: { csv: { config: { delimiter } } } }
    writeText(join(home, 'rimuru.config.json'), JSON.stringify(config))
    const { code, stderr } = await runCli(['config', 'validate'], { home })
    expect(code).toBe(2)
    expect(stderr).toContain('error E3001: plugins.csv.config.delimiter: expected a text ')
  })

  it('writes a file for each section of a report, and no sums among the rows', async () => {
    const { names, text } = await exported('csv', ['--data', 'report'])
    expect(names).toEqual(SECTIONS_WITH_ROWS.map((id) => `report-${id}.csv`).sort())
    // A program that reads a file each night finds it each night.
    expect(text('report-new-models.csv')).toBe('name,first_day,requests,total_tokens,cost_usd\r\n')
    expect(text('report-models.csv')).toBe(
      [
        'name,requests,input_tokens,output_tokens,cache_write_tokens,cache_read_tokens,total_tokens,cost_usd',
        `claude-sonnet-4-5,2,100007,101,0,0,100108,${EXACT}`,
        'made-up-model,1,5,5,0,0,10,',
        '',
      ].join('\r\n'),
    )
  })
})

describe('json and ndjson', () => {
  it('are one document, and one line a record', async () => {
    const rows = [
      { session_id: 's1', requests: 1, cost_usd: '0.3015' },
      { session_id: 's1', requests: 1, cost_usd: '0.000036' },
      { session_id: 's2', requests: 1, cost_usd: null },
    ]
    const fields = ['--fields', 'session_id,requests,cost_usd']
    const json = await exported('json', fields)
    expect(json.text()).toBe(`${JSON.stringify({ schema_version: 1, kind: 'costs', rows })}\n`)
    const bare = await exported('json', [...fields, '--no-headers'])
    expect(bare.text()).toBe(`${JSON.stringify(rows)}\n`)
    const lines = await exported('ndjson', fields)
    expect(lines.text()).toBe(rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
  })

  it('are indented where a person will read them', async () => {
    const rows = [
      { id: 's1', models: ['claude-sonnet-4-5'] },
      { id: 's2', models: ['made-up-model'] },
    ]
    const { text } = await exported('json', ['--data', 'sessions', '--fields', 'id,models', '--pretty'])
    expect(text()).toBe(`${JSON.stringify({ schema_version: 1, kind: 'sessions', rows }, null, 2)}\n`)
    const bare = await exported('json', ['--data', 'sessions', '--fields', 'id,models', '--pretty', '--no-headers'])
    expect(bare.text()).toBe(`${JSON.stringify(rows, null, 2)}\n`)
  })

  it('hold the report as it is, and its rows with the section they are from', async () => {
    const report = JSON.parse((await exported('json', ['--data', 'report'])).text()) as { totals: object }
    expect(report.totals).toMatchObject({ requests: 3, cost_usd: EXACT })
    const { text } = await exported('ndjson', ['--data', 'report'])
    const lines = text()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { section: string; name: string; cost_usd: string })
    expect(lines.filter(({ section }) => section === 'agents')).toMatchObject([
      { name: 'claude-code', cost_usd: EXACT },
    ])
  })
})

describe('xml', () => {
  it('has an element for each value, and escapes what it must', async () => {
    const { text } = await exported('xml', ['--fields', 'session_id,git_branch,cost_usd', '--pretty'])
    expect(text()).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<costs schema_version="1">
  <cost>
    <session_id>s1</session_id>
    <git_branch>main</git_branch>
    <cost_usd>0.3015</cost_usd>
  </cost>
  <cost>
    <session_id>s1</session_id>
    <git_branch>=cmd|&quot;x&quot;</git_branch>
    <cost_usd>0.000036</cost_usd>
  </cost>
  <cost>
    <session_id>s2</session_id>
    <git_branch>a,b
c</git_branch>
  </cost>
</costs>
`)
  })

  const hasPython = spawnSync('python3', ['--version']).status === 0
  it.skipIf(!hasPython)('is read by a parser, reports too (needs python3)', async () => {
    const { out } = await exported('xml', ['--data', 'report'])
    const program = `import sys, xml.etree.ElementTree as t
root = t.parse(sys.argv[1]).getroot()
print(root.tag, [s.get('id') for s in root.findall('section')], root.find("section[@id='projects']/row/name").text)`
    const { stdout } = spawnSync('python3', ['-c', program, join(out, 'report.xml')], { encoding: 'utf8' })
    const ids = SECTIONS_WITH_ROWS.map((id) => `'${id}'`)
    expect(stdout).toBe(`report [${ids.join(', ')}] app\n`)
  })
})

describe('parquet', () => {
  it('has typed columns with exact amounts', async () => {
    const { out } = await exported('parquet')
    const instance = await DuckDBInstance.create(':memory:')
    const connection = await instance.connect()
    const rowsOf = async (sql: string): Promise<unknown> => (await connection.runAndReadAll(sql)).getRowsJson()
    const file = `'${join(out, 'costs.parquet')}'`
    expect(await rowsOf(`select sum(cost_usd)::varchar, count(*)::int, sum(input_tokens)::int from ${file}`)).toEqual([
      [`${EXACT}000000000000`, 3, 100_012],
    ])
    expect(await rowsOf(`select recorded_at::varchar, git_branch, cost_usd is null from ${file} order by 1`)).toEqual([
      ['2026-03-28 22:30:00', 'main', false],
      ['2026-03-29 10:00:00', '=cmd|"x"', false],
      ['2026-03-29 11:00:00', 'a,b\nc', true],
    ])
    const types = `select string_agg(distinct column_type, ',' order by column_type) from (describe from ${file})`
    expect(await rowsOf(types)).toEqual([['BIGINT,BOOLEAN,DECIMAL(38,18),TIMESTAMP,VARCHAR']])
    connection.closeSync()
    instance.closeSync()
  })
})

it('--json prints one document: the files that were written, or a format that is one', async () => {
  const home = homeWith(REQUESTS)
  const { code, stdout, stderr } = await runCli(['export', 'csv', '--json'], { home })
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toContain('error E7001: --json prints one JSON document, and csv would print something else')

  const written = await runCli(['export', 'csv', '--json', '--out', 'costs.csv'], { home })
  expect(JSON.parse(written.stdout)).toMatchObject({ kind: 'export', files: [{ rows: 3 }] })
  const printed = await runCli(['export', 'json', '--data', 'report', '--json'], { home })
  expect(JSON.parse(printed.stdout)).toMatchObject({ schema_version: 1, kind: 'report' })
})

it('--fields says that a report has none to choose', async () => {
  const { code, stderr } = await runCli(['export', 'csv', '--data', 'report', '--fields', 'id'])
  expect(code).toBe(2)
  expect(stderr).toContain('error E7001: --fields: a report has columns of its own')
})

describe('every exporter', () => {
  const ALL = ['csv', 'json', 'ndjson', 'markdown', 'html', 'xml', 'parquet']

  it.each(ALL.flatMap((name) => ['costs', 'sessions', 'report'].map((data) => [name, data] as const)))(
    '%s writes the same bytes for the same %s, also in another zone of the machine',
    async (name, data) => {
      const home = homeWith(REQUESTS)
      const run = async (folder: string, zone: string): Promise<void> => {
        const options = { home, env: { TZ: zone } }
        const args = ['export', name, '--data', data, '-z', 'UTC', '--out', join(home, folder, '/')]
        expect((await runCli(args, options)).code).toBe(0)
      }
      await run('a/', 'UTC')
      await run('b/', 'Asia/Tokyo')
      const names = readdirSync(join(home, 'a'))
      expect(readdirSync(join(home, 'b'))).toEqual(names)
      expect(names.length).toBeGreaterThan(0)
      for (const file of names) {
        expect(readFileSync(join(home, 'b', file)).equals(readFileSync(join(home, 'a', file)))).toBe(true)
      }
    },
    30_000,
  )

  it.each(ALL)('%s writes a whole file where there is no usage', async (name) => {
    const home = tempFolder()
    const path = join(home, `empty.${name}`)
    const { code, stderr } = await runCli(['export', name, '--out', path], { home })
    expect(code).toBe(0)
    expect(stderr).toContain('0 rows')
    expect(readFileSync(path).length).toBeGreaterThanOrEqual(name === 'ndjson' ? 0 : 1)
  })

  it.each(['csv', 'parquet'])('%s has no file to write of a report without a section, and says so', async (name) => {
    const home = tempFolder()
    const { code, stdout, stderr } = await runCli(['export', name, '--data', 'report', '--out', `${home}/out/`], {
      home,
    })
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: '',
      stderr: 'the report has no section: there is no file to write\n',
    })
    const { stdout: json } = await runCli(['export', name, '--data', 'report', '--out', `${home}/out/`, '--json'], {
      home,
    })
    expect(JSON.parse(json)).toMatchObject({ kind: 'export', files: [] })
  })
})

it('--fields names those there are when one is unknown, before anything is read, and leaves no file', async () => {
  const home = homeWith(REQUESTS)
  const { code, stdout, stderr } = await runCli(['export', 'csv', '--fields', 'id,modelname', '--out', 'out.csv'], {
    home,
  })
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toContain('error E7001: --fields: costs have no field "modelname", did you mean "model_name"?')
  expect(stderr).toContain('there are id, recorded_at, agent_id, ')
  expect(readdirSync(home)).not.toContain('out.csv')
  const sessions = await runCli(['export', 'csv', '--data', 'sessions', '--fields', 'model_name'], { home })
  expect(sessions.stderr).toContain('sessions have no field "model_name"')
})

describe('an export that cannot be written', () => {
  const exportTo = (out: string, env: Readonly<Record<string, string>> = {}) =>
    runCli(['export', 'csv', '--out', out], { home: homeWith(REQUESTS), env })

  it('names the place that a file stands in the way of', async () => {
    const path = join(writeText(join(tempFolder(), 'file'), 'precious'), 'costs.csv')
    const { code, stderr } = await exportTo(path)
    expect(code).toBe(1)
    expect(stderr).toContain(`error E8001: the file cannot be put in its place: EEXIST`)
    expect(stderr).toContain(path)
    expect(readFileSync(join(path, '..'), 'utf8')).toBe('precious')
  })

  it.runIf(process.platform !== 'win32')('is not put in the place of stdout, by whatever name that goes', async () => {
    const { code, stdout, stderr } = await exportTo('/dev/stdout')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout.split('\r\n')).toHaveLength(REQUESTS.length + 2)
  })

  it('says where it needs room for the time being', async () => {
    const { code, stderr } = await exportTo(join(tempFolder(), 'costs.csv'), { TMPDIR: '/nowhere' })
    expect(code).toBe(1)
    expect(stderr).toContain('error E8001: no temporary folder can be made')
    expect(stderr).toContain('set TMPDIR')
  })

  it('leaves nothing in the temporary folder where the history cannot be written after it', async () => {
    const temporary = tempFolder()
    const where = { home: homeWith([{ time: '2026-11-01T10:00:00Z' }]), state: join(tempFolder(), 'a?b') }
    const { code, stdout, stderr } = await runCli(['export', 'csv'], { ...where, env: { TMPDIR: temporary } })
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(/^error E1001: the path of the warehouse has a `\?`/)
    expect(readdirSync(temporary)).toEqual([])
  })
})
