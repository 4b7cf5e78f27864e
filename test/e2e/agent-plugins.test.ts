import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { beechwood, MANIFEST, usage } from '../helpers/agent-plugins.ts'
import { runCli } from '../helpers/cli.ts'
import { tempFolder, writeText } from '../helpers/folders.ts'

const BUILT_IN = 1_000

it('shows an agent that is a plugin wherever there are agents', async () => {
  const beech = beechwood()
  beech.tell(usage('r1'), usage('r2', { session_id: 's2', cost_usd: '0.5', subagent: true, cwd: '/code/app' }))

  const costs = await beech.json('costs', '--by', 'agent')
  expect(costs.rows.map(({ agent, requests, sessions }) => [agent, requests, sessions])).toEqual([
    ['beech', 2, 2],
    ['claude-code', 1, 1],
  ])
  expect(costs.quality).toMatchObject({ files_seen: 2, files_failed: [], records_quarantined: 0 })

  const { sessions } = await beech.json<{ sessions: object[] }>('sessions', 'list', '--agent', 'beech')
  expect(sessions).toMatchObject([
    { id: 's1', agent: 'beech', requests: 1, total_tokens: 110 },
    { id: 's2', agent: 'beech', project: '/code/app' },
  ])

  const { records } = await beech.json<{ records: object[] }>('explain', '--agent', 'Beech')
  expect(records).toMatchObject([
    { identity: 'beech:r1', file: join(beech.data, 'told.jsonl'), offset: 0, cost_usd: '0.000225' },
    { identity: 'beech:r2', offset: 1, recorded_cost_usd: '0.5', subagent: true },
  ])

  const { agents } = await beech.json<{ agents: { id: string }[] }>('agents', 'list')
  expect(agents.find(({ id }) => id === 'beech')).toMatchObject({
    name: 'beech',
    places: [{ path: beech.data, origin: 'plugins.beech', exists: true, files: 1, failed: [] }],
    sessions: 2,
    requests: 2,
    newest: '2026-11-18T12:00:00.000Z',
    quality: { exact: 2 },
    note: null,
  })
  const doctor = await beech.json<{ checks: object[] }>('doctor')
  expect(doctor.checks).toContainEqual(
    expect.objectContaining({ detail: `${beech.data} (1 file, from plugins.beech)` }),
  )
})

it('is told only what is new, and everything when all is read again', async () => {
  const beech = beechwood()
  beech.tell(usage('r1'), usage('r2'))
  await beech.json('costs')
  beech.tell(usage('r3'))
  const second = await beech.json('costs')
  const third = await beech.json('costs')
  expect(second.totals).toMatchObject({ requests: 4, input_tokens: BUILT_IN + 300 })
  expect(third).toEqual(second)
  expect(beech.asked()).toEqual(['0 of 2', '2 of 3', '3 of 3'])

  await beech.json('agents', 'scan')
  expect(await beech.json('costs')).toEqual(second)
  expect(beech.asked().slice(3)).toEqual(['0 of 3', '3 of 3'])
})

it('asks for everything when the plugin is another version', async () => {
  const beech = beechwood()
  beech.tell(usage('r1'))
  const before = await beech.json('costs')
  writeFileSync(join(beech.root, 'plugins/beech/plugin.toml'), MANIFEST.replace('1.0.0', '1.0.1'))
  expect(await beech.json('costs')).toEqual(before)
  expect(beech.asked()).toEqual(['0 of 1', '0 of 1'])
})

it('takes a record that is told again in place of the one before, and says that the day is restated', async () => {
  const beech = beechwood()
  beech.tell(usage('r1', { input_tokens: 500 }), usage('r2'), usage('r2', { input_tokens: 50 }))
  expect((await beech.json('costs', '--agent', 'beech')).totals).toMatchObject({ requests: 2, input_tokens: 550 })

  beech.tell(usage('r1', { input_tokens: 200 }))
  const { totals, quality } = await beech.json('costs', '--agent', 'beech')
  expect(totals).toMatchObject({ requests: 2, input_tokens: 250 })
  expect(quality.duplicates_removed).toBe(0)
  const { stdout } = await beech.cli('sql', 'select day, old_tokens, new_tokens, reason from restatement', '--json')
  expect(JSON.parse(stdout)).toMatchObject({
    rows: [['2026-11-18', 570, 270, 'records changed']],
  })
})

it('sets records aside that cannot be right, with the reason', async () => {
  const beech = beechwood()
  const bad = { ...usage('bad', { input_tokens: -1 }), offset: null }
  beech.tell(usage('r1'), bad, { ...bad, session_id: 7, input_tokens: 5 }, usage('late', { recorded_at: '18.11.2026' }))

  const { totals, quality } = await beech.json('costs', '--agent', 'beech')
  expect(totals.requests).toBe(1)
  expect(quality).toMatchObject({ records_quarantined: 3, files_failed: [] })
  const doctor = await beech.json<{ checks: { name: string; items?: string[] }[] }>('doctor')
  const path = join(beech.data, 'told.jsonl')
  expect(doctor.checks.find(({ name }) => name === 'records')!.items!.toSorted()).toEqual([
    `${path}: input_tokens is -1`,
    `${path}: session_id is missing`,
    `${path}:1 (byte 3): recorded_at is no time such as 2026-01-31T10:00:00Z`,
  ])
  // They stay known when there is more.
  beech.tell(usage('r2'))
  expect((await beech.json('costs', '--agent', 'beech')).quality.records_quarantined).toBe(3)
  expect((await beech.cli('costs', '--strict')).code).toBe(4)
})

it('takes many rows over either carrier', async () => {
  const rows = Array.from({ length: 1_250 }, (_, i) => usage(`r${i}`, { input_tokens: i }))
  for (const transport of ['fd', 'socket']) {
    const beech = beechwood({ manifest: `${MANIFEST}transport = "${transport}"` })
    beech.tell(...rows)
    const { totals, quality } = await beech.json('costs', '--agent', 'beech')
    expect(totals).toMatchObject({ requests: 1_250, input_tokens: (1_249 * 1_250) / 2 })
    expect(quality.files_failed).toEqual([])
  }
})

it('loads nothing of plugins where the config names none that is an agent', async () => {
  const beech = beechwood()
  const spy = `import { registerHooks } from 'node:module'
    registerHooks({ resolve(name, context, next) { process.stderr.write('LOADED ' + name + '\\n'); return next(name, context) } })`
  const options = { ...beech.options, nodeOptions: ['--import', `data:text/javascript,${encodeURIComponent(spy)}`] }
  const loaded = async (): Promise<string[]> => {
    const { stderr } = await runCli(['costs'], options)
    return [...stderr.matchAll(/LOADED (smol-toml|semver)/g)].map(([, name]) => name!)
  }
  expect(new Set(await loaded())).toEqual(new Set(['semver', 'smol-toml']))
  beech.writeConfig({ plugins: { csv: { config: { delimiter: ';' } } } })
  expect(await loaded()).toEqual([])
})

it('counts a request once that stands in two folders, and asks for each where it was', async () => {
  const beech = beechwood()
  const other = tempFolder()
  beech.writeConfig({ plugins: { beech: { grants: { read: [beech.data, other] } } } })
  beech.tell(usage('r1'))
  writeText(join(other, 'told.jsonl'), `${JSON.stringify(usage('r1'))}\n${JSON.stringify(usage('r2'))}\n`)
  const { totals, quality } = await beech.json('costs', '--agent', 'beech')
  expect(totals.requests).toBe(2)
  expect(quality.duplicates_removed).toBe(1)
  await beech.json('costs')
  expect(beech.asked().toSorted()).toEqual(['0 of 1', '0 of 2', '1 of 1', '2 of 2'])
})

it('keeps what it was told when the plugin is gone, or its files are', async () => {
  const beech = beechwood()
  beech.tell(usage('r1'), usage('r2'))
  const before = await beech.json('costs')
  beech.writeConfig({})
  expect((await beech.json('costs')).totals.requests).toBe(1)
  beech.writeConfig({ plugins: { beech: { grants: { read: [beech.data] } } } })
  expect(await beech.json('costs')).toEqual(before)
  expect(beech.asked()).toEqual(['0 of 2', '2 of 2'])

  rmSync(join(beech.data, 'told.jsonl'))
  expect((await beech.json('costs')).totals).toEqual(before.totals)
  const { agents } = await beech.json<{ agents: { id: string }[] }>('agents', 'list')
  expect(agents.find(({ id }) => id === 'beech')).toMatchObject({ files_gone: 1, requests: 2 })
  renameSync(beech.data, `${beech.data}-away`)
  expect((await beech.json('costs')).totals).toEqual(before.totals)
  renameSync(`${beech.data}-away`, beech.data)
})

it('begins anew after it was forgotten', async () => {
  const beech = beechwood()
  beech.tell(usage('r1'))
  await beech.json('costs')
  await beech.cli('forget', '--agent', 'beech', '--yes')
  expect((await beech.cli('sql', "select name from meta where name like 'scan %'", '--json')).stdout).toContain(
    '"rows": []',
  )
  expect((await beech.json('costs')).totals.requests).toBe(2)
  expect(beech.asked()).toEqual(['0 of 1', '0 of 1'])
})

it('is forgotten by its title too, also where nothing of it is stored', async () => {
  const beech = beechwood({ manifest: MANIFEST.replace('version', 'title = "Old Beech"\nversion') })
  await beech.cli('costs', '--agent', 'claude-code')
  expect(await beech.cli('forget', '--agent', 'nobody')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/\bbeech\b/),
  })

  beech.tell(usage('r1'))
  expect((await beech.json('costs', '--agent', 'Old Beech')).totals.requests).toBe(1)
  const { code, stdout } = await beech.cli('forget', '--agent', 'old beech')
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: `beech ${beech.data}: 1 request of 1 file would be forgotten\n`,
  })
})

it('is proposed by the completion', async () => {
  const { stdout } = await beechwood().cli('completion', '--words', 'agents')
  expect(stdout.split('\n')).toEqual(expect.arrayContaining(['claude-code', 'beech']))
})

it('knows its name in --agent, and proposes it', async () => {
  const beech = beechwood()
  const { code, stderr } = await beech.cli('costs', '--agent', 'beach')
  expect(code).toBe(2)
  expect(stderr).toContain('there is no agent "beach", did you mean "beech"?')
  expect(beech.asked()).toEqual([])
})

it('starts nothing that the config does not name, or switches off', async () => {
  const beech = beechwood()
  beech.tell(usage('r1'))
  beech.writeConfig({})
  expect((await beech.json('costs')).totals.requests).toBe(1)
  beech.writeConfig({ plugins: { beech: { enabled: false, grants: { read: [beech.data] } } } })
  expect((await beech.json('costs')).totals.requests).toBe(1)
  expect(beech.asked()).toEqual([])
})
