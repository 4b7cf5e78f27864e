import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { PLUGIN_KINDS } from '../../src/plugin-sdk/types.ts'
import { openWarehouse } from '../../src/warehouse/open.ts'
import { pluginStateOf } from '../../src/warehouse/plugin-state.ts'
import { jsonOf, runCli } from '../helpers/cli.ts'
import { tempFolder, writeText } from '../helpers/folders.ts'
import { SRC } from '../helpers/imports.ts'
import { writePlugin } from '../helpers/plugins.ts'

interface Listed {
  readonly plugins: readonly { readonly id: string }[]
}

describe('plugins list', () => {
  it('shows what can be seen, with what the config says of it', async () => {
    const home = tempFolder()
    writePlugin(join(home, 'plugins'))
    writePlugin(join(home, 'plugins'), { name: 'broken', type: 'exportr' })
    const plugins = { csv: { enabled: false }, 'made-up': { priority: 3, failPolicy: 'open' } }
    writeText(join(home, 'rimuru.config.json'), JSON.stringify({ version: 1, plugins }))

    const document = await jsonOf<Listed>(['plugins', 'list'], { home })
    expect(document).toMatchObject({ schema_version: 1, kind: 'plugins' })
    const item = (id: string) => document.plugins.find((plugin) => plugin.id === id)
    expect(item('csv')).toMatchObject({ type: 'exporter', built_in: true, enabled: false, fail_policy: 'closed' })
    expect(item('made-up')).toMatchObject({ version: '1.2.3', built_in: false, priority: 3, fail_policy: 'open' })
    expect(item('broken')).toMatchObject({ type: null, problem: expect.stringContaining('capabilities.type') })

    const { stdout } = await runCli(['plugins'], { home })
    expect(stdout).toMatch(/^csv +exporter .* disabled +built in$/m)
    expect(stdout).toMatch(/^made-up +exporter +1\.2\.3 +3 +goes on +not used yet /m)
    expect(stdout).toMatch(/^broken: the manifest is wrong: /m)
  })
})

describe('plugins info', () => {
  const home = (plugins: object): string => {
    const folder = tempFolder()
    const schema = '{"type":"object","properties":{"size":{"type":"integer","default":3}},"additionalProperties":false}'
    const more = `[config]\nschema = '${schema}'\n[permissions]\nnetwork = ["https://a.example.com"]\nenv = ["TOKEN"]\n`
    writePlugin(join(folder, 'plugins'), { more })
    writeText(join(folder, 'rimuru.config.json'), JSON.stringify({ version: 1, plugins }))
    return folder
  }

  it('tells the config with its defaults, and what was granted', async () => {
    const options = { home: home({ 'made-up': { grants: { env: ['TOKEN'] } } }) }
    expect(await jsonOf(['plugins', 'info', 'made-up'], options)).toMatchObject({
      kind: 'plugin',
      id: 'made-up',
      problem: null,
      timeout_ms: 30_000,
      config: [{ key: 'size', type: 'integer', default: 3, value: 3, required: false }],
      permissions: [
        { permission: 'network', what: 'https://a.example.com', granted: false, enforcement: 'open' },
        { permission: 'env', what: 'TOKEN', granted: true, enforcement: 'enforced' },
      ],
    })
    const { stdout } = await runCli(['plugins', 'info', 'made-up'], options)
    expect(stdout).toContain('Not held to on this machine: filesystem, network, memory, cpu, handles.')
  })

  it('tells what would stop a run, and exits 1 for it', async () => {
    const options = { home: home({ 'made-up': { config: { sice: 4 } } }) }
    const { code, stdout } = await runCli(['plugins', 'info', 'made-up', '--json'], options)
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({
      problem: 'plugins.made-up.config.sice: unknown key, did you mean "size"?',
      config: [{ key: 'size', default: 3, value: null }],
    })
  })

  it('needs a name, one that there is', async () => {
    expect(await runCli(['plugins', 'info'])).toMatchObject({ code: 2, stdout: '' })
    const { code, stderr } = await runCli(['plugins', 'info', 'cvs'])
    expect(code).toBe(1)
    expect(stderr).toContain('there is no plugin "cvs", did you mean "csv"?')
  })
})

describe('plugins new', () => {
  it.each(PLUGIN_KINDS)('writes a plugin of kind %s that says who it is', async (kind) => {
    const home = tempFolder()
    const document = await jsonOf(['plugins', 'new', 'mine', '--kind', kind], { home })
    const folder = join(home, 'plugins', 'mine')
    expect(document).toMatchObject({ kind: 'plugin-new', id: 'mine', type: kind, folder })
    expect(await jsonOf(['plugins', 'info', 'mine'], { home })).toMatchObject({ type: kind, problem: null })

    const register = join(SRC, 'plugin-sdk/register.mjs')
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ['--import', register, join(folder, 'main.ts'), '--metadata'],
      { encoding: 'utf8', env: {} },
    )
    expect(stderr).toBe('')
    expect(JSON.parse(stdout)).toMatchObject({ id: 'mine', kind, version: '0.1.0' })
  })

  it('overwrites nothing', async () => {
    const home = tempFolder()
    const path = writeText(join(home, 'plugins/mine/main.ts'), 'precious')
    const { code, stderr } = await runCli(['plugins', 'new', 'mine'], { home })
    expect(code).toBe(1)
    expect(stderr).toContain('nothing is overwritten')
    expect(readFileSync(path, 'utf8')).toBe('precious')
  })

  it('refuses a name that is none', async () => {
    expect((await runCli(['plugins', 'new', '../Mine'])).stderr).toContain('"../Mine" is no name for a plugin')
  })
})

describe('doctor', () => {
  it('tells of plugins that are broken, disabled, missing or wrongly configured', async () => {
    const home = tempFolder()
    writePlugin(join(home, 'plugins'))
    writePlugin(join(home, 'plugins'), { name: 'broken', type: 'exportr' })
    const plugins = { 'made-up': { config: { a: 1 } }, csv: { enabled: false }, broken: {}, 'made-ip': {} }
    writeText(join(home, 'rimuru.config.json'), JSON.stringify({ version: 1, plugins }))
    const { code, stdout } = await runCli(['doctor', '--json'], { home })
    expect(code).toBe(1)
    const { checks } = JSON.parse(stdout) as { checks: readonly { section: string; name: string }[] }
    const check = (name: string) => checks.find((each) => each.section === 'Plugins' && each.name === name)
    expect(check('limits')).toMatchObject({ status: 'warn', detail: expect.stringContaining('not held to') })
    expect(check('made-up')).toMatchObject({ status: 'fail', detail: expect.stringContaining('has no config') })
    expect(check('broken')).toMatchObject({ status: 'fail', detail: expect.stringContaining('capabilities.type') })
    expect(check('csv')).toMatchObject({ status: 'ok', detail: expect.stringContaining('disabled') })
    expect(check('made-ip')).toMatchObject({ status: 'warn', hint: 'did you mean made-up?' })
  })

  it('and the list tell of a plugin that is failing in a row', async () => {
    const state = tempFolder()
    const warehouse = await openWarehouse(join(state, 'warehouse.duckdb'))
    const { record } = pluginStateOf(warehouse.db)
    await record('csv', { kind: 'call' })
    await record('csv', { kind: 'failure', message: 'no answer within 30 s' })
    await record('csv', { kind: 'failure', message: 'it closed its connection' })
    warehouse.close()

    const { checks } = await jsonOf<{ checks: readonly { name: string }[] }>(['doctor'], { state })
    expect(checks.find(({ name }) => name === 'csv')).toMatchObject({
      status: 'warn',
      detail: 'failed 2 times in a row: it closed its connection',
    })
    const { plugins } = await jsonOf<Listed>(['plugins', 'list'], { state })
    expect(plugins.find(({ id }) => id === 'csv')).toMatchObject({
      health: { calls: 3, failures: 2, failures_in_a_row: 2, last_error: 'it closed its connection' },
    })
    expect((await runCli(['plugins', 'list'], { state })).stdout).toMatch(/^csv .* failed 2 times in a row /m)
  })

  it('says truthfully what plugins are not held to, which is no warning without plugins of others', async () => {
    const { checks } = await jsonOf<{ checks: readonly { section: string; name: string }[] }>(['doctor'])
    expect(checks.find(({ section, name }) => section === 'Plugins' && name === 'limits')).toMatchObject({
      status: 'ok',
      detail: expect.stringContaining('filesystem, network, memory, cpu, handles'),
    })
  })
})

describe('plugins check', () => {
  it('says what it tried, and that the plugin does what it should', async () => {
    const { code, stdout } = await runCli(['plugins', 'check', 'csv'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^ok {7}export\/costs {14}3 rows in check\.csv$/m)
    expect(stdout).toMatch(/\n\ncsv, 0\.1\.0, exporter: it does what it should\n$/)
  })

  it('fails a broken one with the reason, in words and as JSON', async () => {
    const path = join(SRC, '../test/fixtures/plugins/broken/wrong-sha256')
    const { code, stdout } = await runCli(['plugins', 'check', path])
    expect(code).toBe(1)
    expect(stdout).toMatch(/^FAILED +export\/costs +check\.txt has the sha256 [0-9a-f]{64}, it says 0{64}$/m)
    expect(stdout).toContain('wrong-sha256, 1.0.0, exporter: 6 checks failed\n  plugins/README.md says')

    const { code: again, stdout: json } = await runCli(['plugins', 'check', path, '--json'])
    expect(again).toBe(1)
    const document = JSON.parse(json) as { checks: { name: string; ok: boolean; skipped: boolean }[] }
    expect(document).toMatchObject({
      schema_version: 1,
      kind: 'plugin-check',
      ok: false,
      plugin: { id: 'wrong-sha256', name: 'wrong-sha256', version: '1.0.0', kind: 'exporter' },
    })
    expect(document.checks.find(({ name }) => name === 'export/costs')).toMatchObject({ ok: false, skipped: false })
    expect(document.checks.find(({ name }) => name === 'shutdown')).toMatchObject({ ok: true })
  })

  it('fails one whose manifest is wrong, before anything is started', async () => {
    const home = tempFolder()
    const path = writePlugin(home, { name: 'odd', type: 'exportr' })
    const { code, stdout } = await runCli(['plugins', 'check', path, '--json'])
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      plugin: { id: 'odd', version: null, kind: null },
      checks: [{ name: 'manifest', ok: false, detail: expect.stringContaining('did you mean "exporter"?') }],
    })
  })

  it('tells of a path that does not exist', async () => {
    const { code, stderr } = await runCli(['plugins', 'check', './nowhere'])
    expect(code).toBe(1)
    expect(stderr).toContain('there is no such plugin')
  })
})
