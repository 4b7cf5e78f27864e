import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { asNobody } from '../helpers/children.ts'
import { jsonOf, runCli } from '../helpers/cli.ts'
import { tempFolder, writeText } from '../helpers/folders.ts'

const withConfig = (text: string): { home: string; path: string } => {
  const home = tempFolder()
  return { home, path: writeText(join(home, 'rimuru.config.json'), text) }
}

it.each([
  ['process.exit(0)', 'it calls process.exit(0)'],
  ['await new Promise(() => {})', 'it waits for something that never comes'],
])('a config may not keep the program from its end: %s', async (source, problem) => {
  const home = tempFolder()
  writeText(join(home, 'rimuru.config.mjs'), `console.log('loading')\n${source}\nexport default { version: 1 }`)
  const { code, stdout, stderr } = await runCli(['costs', '--json'], { home })
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toMatch(/^loading\nerror E3001: the config file could not be loaded/)
  expect(stderr).toContain(problem)
})

describe('a config that goes on after it was loaded', () => {
  const withProgram = (source: string): string => {
    const home = tempFolder()
    writeText(join(home, 'rimuru.config.ts'), `${source}\nexport default { version: 1 }`)
    return home
  }

  it.each([
    ['a timer', 'setInterval(() => {}, 60_000)'],
    ['a server', "import { createServer } from 'node:http'\ncreateServer().listen(0)"],
  ])('does not keep the program from its end: %s', async (_, source) => {
    const { code, stdout, stderr } = await runCli(['costs', '--json'], { home: withProgram(source) })
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ kind: 'costs' })
    expect(stderr).toContain('ended, although the config or a job file has left something open')
  })

  it.each([
    ['throws', "throw new Error('boom')", 'boom'],
    ['rejects', "Promise.reject(new Error('boom'))", 'boom'],
    ['ends the process', 'process.exit(0)', 'it calls process.exit(0)'],
    ['throws what is no error', "throw 'boom'", 'boom'],
  ])('is an error where it %s', async (_, what, problem) => {
    const home = withProgram(`setTimeout(() => { ${what} }, 1)\nsetInterval(() => {}, 60_000)`)
    const { code, stderr } = await runCli(['config', 'print'], { home })
    expect(code).toBe(2)
    expect(stderr).toBe(
      `error E3001: the file fails after it was loaded: ${problem} (${join(home, 'rimuru.config.ts')})\n` +
        '  it is to give plain values: leave out what goes on after that, such as a timer or a server\n',
    )
  })

  it('prints nothing among our data', async () => {
    const home = withProgram("setInterval(() => console.log('still here'), 1)")
    const { code, stdout, stderr } = await runCli(['costs', '--json'], { home })
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ kind: 'costs' })
    expect(stderr).toContain('still here')
  })
})

it('prints every setting as it counts with where it is from', async () => {
  const { home, path } = withConfig(
    '{"version":1,"weekStart":"sunday","host":"laptop","sources":{"codex":{"dirs":["logs"]}}}',
  )
  const document = await jsonOf<Record<string, any>>(['config', 'print'], {
    home,
    env: { USER: 'kim', TZ: 'Europe/Berlin' },
  })

  expect(document).toMatchObject({ schema_version: 1, kind: 'config', path })
  expect(document.settings).toMatchObject({
    timezone: 'Europe/Berlin',
    weekStart: 'sunday',
    monthStart: 1,
    host: 'laptop',
    user: 'kim',
    pricing: { cost: 'calculate' },
    sources: {
      'claude-code': { enabled: true, dirs: [join(home, '.claude'), join(home, '.config/claude')] },
      codex: { enabled: true, dirs: [join(home, 'logs')] },
    },
  })
  expect(document.origins).toMatchObject({
    timezone: 'TZ',
    weekStart: path,
    monthStart: 'default',
    host: path,
    user: 'USER',
    'pricing.cost': 'default',
    'sources.codex.dirs': path,
    'sources.codex.enabled': 'default',
    'sources.claude-code.dirs': 'default',
  })
})

it('prints them for people as well, also without a config', async () => {
  const { code, stdout } = await runCli(['config'])
  expect(code).toBe(0)
  expect(stdout).toMatch(/^no config file/)
  expect(stdout).toMatch(/^weekStart +monday +default$/m)
})

it('breaks a long list of folders between them, each set in below the others', async () => {
  const home = tempFolder()
  const config = JSON.stringify({
    version: 1,
    sources: { codex: { dirs: ['/aaaaaaaaaaaaaaaaaaaaaaa', '/bbbbbbbbbbbbbbbbbbbbbb'] } },
  })
  const path = writeText(join(home, 'rimuru.config.json'), config)
  const { stdout } = await runCli(['config', 'print', '--config', path], { home, env: { COLUMNS: '64' } })
  const [before = '', after = ''] = stdout.split('/aaaaaaaaaaaaaaaaaaaaaaa,\n')
  const column = before.split('\n').at(-1)!.length
  expect(after).toMatch(new RegExp(`^ {${column}}/bbbbbbbbbbbbbbbbbbbbbb {2}config\n`))
  expect(stdout).toMatch(/^pricing\.aliases +none +default$/m)
})

it('has every setting in the document, also where nothing is set', async () => {
  const { settings, origins } = await jsonOf<Record<string, any>>(['config', 'print'])
  expect(settings).toMatchObject({
    plugins: {},
    budgets: {},
    publish: { mode: 'commit', folder: 'reports', remote: 'origin', branch: 'rimuru/JOB', author: null },
  })
  expect(origins).toMatchObject({ 'publish.mode': 'default', budgets: 'default', plugins: 'default' })

  const { home, path } = withConfig('{"version":1,"publish":{"mode":"files"},"plugins":{"csv":{}}}')
  const given = await jsonOf<Record<string, any>>(['config', 'print'], { home })
  expect(given.settings).toMatchObject({ publish: { mode: 'files', hooks: false }, plugins: { csv: { config: {} } } })
  expect(given.origins).toMatchObject({ 'publish.mode': path, 'publish.hooks': 'default' })
})

it('validates', async () => {
  const { home, path } = withConfig('{"version":1}')
  expect(await runCli(['config', 'validate'], { home })).toMatchObject({ code: 0, stdout: `ok: ${path}\n` })
  expect(await jsonOf(['config', 'validate'], { home })).toMatchObject({
    kind: 'config-validation',
    ok: true,
    path,
    error: null,
  })
})

it('exits 2 for a config that is wrong, with what is wrong where', async () => {
  const { home, path } = withConfig('{"version":1,"weekstart":"sunday"}')
  const plain = await runCli(['config', 'validate'], { home })
  expect(plain).toMatchObject({ code: 2, stdout: '' })
  expect(plain.stderr).toContain('did you mean "weekStart"?')

  const json = await runCli(['config', 'validate', '--json'], { home })
  expect(json.code).toBe(2)
  expect(JSON.parse(json.stdout)).toMatchObject({ ok: false, path, error: { code: 'E3001', where: path } })
  expect((await runCli(['config', 'print'], { home })).code).toBe(2)
})

it.each([
  [
    { csv: { config: { delimitr: ';' } } },
    'plugins.csv.config.delimitr: unknown key, did you mean "delimiter"?',
    'rimuru plugins info csv shows its config',
  ],
  [
    { csv: { config: { delimiter: 5 } } },
    'plugins.csv.config.delimiter: expected a text, got 5',
    'rimuru plugins info csv',
  ],
])('exits 2 for settings of a plugin that a run would refuse: %j', async (plugins, message, hint) => {
  const { home, path } = withConfig(JSON.stringify({ version: 1, plugins }))
  const { code, stdout, stderr } = await runCli(['config', 'validate', '--json'], { home })

  expect(code).toBe(2)
  expect(stderr).toContain(`error E3001: ${message} (${path})\n  ${hint}`)
  expect(JSON.parse(stdout)).toMatchObject({ ok: false, path, error: { code: 'E3001', message } })
  // And so does what uses it.
  const used = await runCli(['export', 'csv', '--out', join(home, 'costs.csv')], { home })
  expect(used).toMatchObject({
    code: 2,
    stderr: expect.stringContaining(`error E3001: ${message} (${path})\n  ${hint}`),
  })
})

it('exits 2 for two prices of one model under two names of its seller, of which both would be charged', async () => {
  const price = { model: 'glm-4.7', input: 1, output: 2 }
  const overrides = [
    { ...price, provider: 'zai' },
    { ...price, provider: 'z.ai' },
  ]
  const { home, path } = withConfig(JSON.stringify({ version: 1, pricing: { overrides } }))
  const message = 'pricing.overrides: two of them are for one provider, model and day'

  const { code, stdout, stderr } = await runCli(['config', 'validate', '--json'], { home })
  expect(code).toBe(2)
  expect(stderr).toContain(`error E3001: ${message} (${path})\n`)
  expect(JSON.parse(stdout)).toMatchObject({ ok: false, path, error: { code: 'E3001', message } })
  const costs = await runCli(['costs'], { home })
  expect(costs).toMatchObject({ code: 2, stdout: '' })
  expect(costs.stderr).toContain(`error E3001: ${message}\n`)
})

it('is silent about settings that no run looks at, and says which plugins there are not', async () => {
  const plugins = { csv: { enabled: false, config: { delimitr: ';' } }, jsn: {}, json: {} }
  const { home, path } = withConfig(JSON.stringify({ version: 1, plugins }))

  expect(await runCli(['config', 'validate'], { home })).toEqual({
    code: 0,
    stdout: `ok: ${path}\n`,
    stderr: 'jsn: the config has plugins.jsn, and there is no such plugin; did you mean json?\n',
  })
})

it.each(['costs', 'runs', 'completion bash', 'config schema', 'forget --source /nowhere'])(
  'a config file that is given and not there is an error for every command: %s',
  async (line) => {
    const { code, stdout, stderr } = await runCli([...line.split(' '), '--config', 'nope.json'])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain('error E3001: the config file given by --config does not exist')
  },
)

it('has nothing against there being none', async () => {
  const { code, stdout } = await runCli(['config', 'validate'])
  expect(code).toBe(0)
  expect(stdout).toMatch(/^no config file found/)
  expect(await jsonOf(['config', 'validate'])).toMatchObject({ ok: true, path: null })
})

it('prints the JSON Schema', async () => {
  const { code, stdout } = await runCli(['config', 'schema'])
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ title: 'Rimuru config', properties: { version: { const: 1 } } })
})

it('refuses a word it does not know', async () => {
  const { code, stderr } = await runCli(['config', 'prnt'])
  expect(code).toBe(2)
  expect(stderr).toContain('did you mean "print"?')
})

const SECRET = '0123456789abcdef'

it('shows no secret that stands in the config, and says how to keep it out of there', async () => {
  const { home } = withConfig(
    JSON.stringify({
      version: 1,
      plugins: {
        webhook: { config: { url: 'https://example.com/hooks/rimuru', secret_env: 'SIGNS' } },
        mine: { config: { api_key: SECRET, nested: { to: [`https://kim:${SECRET}@example.com`] } } },
      },
      publish: { remote: `https://${SECRET}@git.example.com/shop.git` },
    }),
  )
  const { code, stdout, stderr } = await runCli(['config', 'print', '--json'], { home })
  expect(code).toBe(0)
  expect(JSON.parse(stdout).settings).toMatchObject({
    plugins: {
      webhook: { config: { url: 'https://example.com/***', secret_env: 'SIGNS' } },
      mine: { config: { api_key: '***', nested: { to: ['https://***@example.com'] } } },
    },
    publish: { remote: 'https://***@git.example.com/shop.git' },
  })
  expect(stderr).toBe(
    'not shown, as it may be secret: plugins.webhook.config.url, plugins.mine.config.api_key, plugins.mine.config.nested.to, publish.remote\n' +
      '  keep secrets in environment variables, and name those in the config: rimuru plugins info NAME shows how\n',
  )
  const plain = await runCli(['config', 'print'], { home })
  expect(plain.stdout).not.toMatch(/0123456789|hooks\/rimuru/)
  expect((await runCli(['plugins', 'info', 'webhook'], { home })).stdout).not.toContain('hooks/rimuru"')
})

it.each([
  ['rimuru.config.json', `{"token": ${SECRET}}`],
  ['rimuru.config.yaml', `token: "${SECRET}\nversion: 1`],
  ['rimuru.config.ts', `export default { token: '${SECRET}' 'x' }`],
  ['rimuru.config.json', `{"version": 1, "plugins": "https://example.com/${SECRET}"}`],
])('a config that is wrong is not quoted: %s %s', async (name, text) => {
  const home = tempFolder()
  writeText(join(home, name), text)
  const { code, stderr } = await runCli(['costs', '--debug'], { home })
  expect(code).toBe(2)
  expect(stderr).not.toContain('0123456')
})

it.each([
  ['the file', 'rimuru.config.json'],
  ['its folder', '.'],
])('a config that nobody may read is an error, not none: %s', async (_, closed) => {
  const folder = tempFolder()
  writeText(join(folder, 'repository/rimuru.config.json'), '{"version":1,"timezone":"Asia/Tokyo"}')
  const below = join(folder, 'repository/below')
  mkdirSync(below)
  mkdirSync(join(folder, 'repository/.git'))
  for (const place of [folder, join(folder, 'repository'), below]) chmodSync(place, 0o755)
  chmodSync(join(folder, 'repository', closed), closed === '.' ? 0o644 : 0)
  const home = tempFolder()
  chmodSync(home, 0o777)

  // A shell that stands in the folder may go on standing there.
  const { code, stdout, stderr } = await runCli(['config', 'print', '--json'], { home, cwd: below, user: asNobody() })
  chmodSync(join(folder, 'repository'), 0o755)
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toMatch(/^error E3001: the config file .*permission denied/)
  expect(stderr).toContain(`(${closed === '.' ? below : join(folder, 'repository')}/rimuru.config.`)
})
