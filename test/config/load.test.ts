import { writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { loadConfig } from '../../src/config/load.ts'
import { validateConfig } from '../../src/config/validate.ts'
import { tempFolder } from '../helpers/folders.ts'
import { AGENT_IDS, loadInChild, makeWorkspace, problemOf } from './workspace.ts'

const load = (cwd: string, env: Record<string, string> = { HOME: tempFolder() }) =>
  loadConfig({ cwd, env, agentIds: AGENT_IDS })

describe('without a config file', () => {
  test('there is no config, and nothing heavy was loaded', async () => {
    const folder = makeWorkspace({ '.git/': '', 'a/': '' })
    expect(await loadInChild(join(folder, 'a'))).toEqual({ config: null, path: null, heavyModules: [], stderr: '' })
  })
})

describe('data files', () => {
  test.each([
    ['rimuru.config.json', '{ "version": 1, "host": "ci" }'],
    ['rimuru.config.yaml', 'version: 1\nhost: ci # the runner\n'],
    ['rimuru.config.yml', '{ version: 1, host: "ci" }'],
    ['rimuru.config.json', '\uFEFF{ "version": 1, "host": "ci" }'],
  ])('%s is read', async (name, content) => {
    const folder = makeWorkspace({ [name]: content })
    expect(await load(folder)).toEqual({ config: { version: 1, host: 'ci' }, path: join(folder, name) })
  })

  test('UTF-16 with a byte order mark is read', async () => {
    const folder = makeWorkspace({})
    writeFileSync(join(folder, 'rimuru.config.json'), Buffer.from('\uFEFF{ "version": 1 }', 'utf16le'))
    expect((await load(folder)).config).toEqual({ version: 1 })
  })

  test.each([
    ['rimuru.config.json', ' \n'],
    ['rimuru.config.yaml', ' \n'],
    ['rimuru.config.yaml', '# version: 1\n\n  # host: laptop'],
  ])('an empty %s is an error: %j', async (name, text) => {
    const folder = makeWorkspace({ [name]: text })
    expect(await problemOf(() => load(folder))).toEqual({
      code: 'E3001',
      message: 'the config file is empty',
      where: join(folder, name),
      hint: 'write at least the key version: 1',
    })
  })

  test.each([
    [
      'rimuru.config.json',
      '{\n  "version": 1,\n}',
      'Expected double-quoted property name in JSON at position 18 (line 3 column 1)',
    ],
    ['rimuru.config.yaml', 'version: 1\nhost: "ci\n', 'deficient indentation (3:1)'],
    ['rimuru.config.yml', 'version: 1\nversion: 1\n', 'duplicated mapping key (2:1)'],
    ['rimuru.config.json', '{"version": 1,\n"host": "a",\n"host": "b"}', 'duplicated key "host" (line 3)'],
    ['rimuru.config.json', '{"a": {"x{": 1, "y": [{"z": 1}], "\\u0078{": 2}}', 'duplicated key "x{" (line 1)'],
    ['rimuru.config.json', '{"token": unquoted-secret}', "Unexpected token 'u' in JSON (line 1)"],
    ['rimuru.config.json', '{"version": 1,\n"token":\nunquoted-secret\n}', "Unexpected token 'u' in JSON (line 3)"],
    ['rimuru.config.json', '{a:1}', "Expected property name or '}' in JSON at position 1 (line 1 column 2)"],
  ])('a syntax error in %s says where', async (name, content, reason) => {
    const folder = makeWorkspace({ [name]: content })
    expect(await problemOf(() => load(folder))).toEqual({
      code: 'E3001',
      message: `the config file could not be loaded: ${reason}`,
      where: join(folder, name),
      hint: 'correct the syntax of the file',
    })
  })

  test('a broken package.json in the working folder does not matter', async () => {
    const folder = makeWorkspace({ 'package.json': '{', 'rimuru.config.json': '{"version":1}' })
    expect((await loadInChild(folder)).config).toEqual({ version: 1 })
  })

  test('other endings are refused', async () => {
    const folder = makeWorkspace({ 'rimuru.toml': 'version = 1' })
    const options = { cwd: folder, explicitPath: 'rimuru.toml', env: { HOME: folder }, agentIds: AGENT_IDS }
    const problem = await problemOf(() => loadConfig(options))
    expect(problem.message).toBe('a config file cannot end in ".toml"')
    expect(problem.hint).toMatch(/^name it like one of rimuru.config.ts, .*, rimuru.config.yml$/)
  })
})

const withDirs = (...dirs: string[]) => JSON.stringify({ version: 1, sources: { codex: { dirs } } })

describe('paths in the config', () => {
  test('start at the folder of the config file, whatever the working folder is', async () => {
    const folder = makeWorkspace({
      '.git/': '',
      'rimuru.config.json': withDirs('logs', './a/../b', '/abs', '..'),
      'x/y/': '',
    })
    const { config } = await load(join(folder, 'x/y'))
    expect(config?.sources?.['codex']?.dirs).toEqual([
      join(folder, 'logs'),
      join(folder, 'b'),
      '/abs',
      join(folder, '..'),
    ])
  })

  test.each([
    [{ HOME: '/home/rimuru' }, '/home/rimuru'],
    [{ HOME: '/h/$&' }, '/h/$&'],
  ])('may start at home, which is that of %j', async (env, home) => {
    const folder = makeWorkspace({ 'rimuru.config.json': withDirs('~', '~/logs', '~other/logs', 'a/~/b') })
    const { config } = await load(folder, env)
    expect(config?.sources?.['codex']?.dirs).toEqual([
      home,
      join(home, 'logs'),
      join(folder, '~other/logs'),
      join(folder, 'a/~/b'),
    ])
  })

  test('start at the home of the user where there is no HOME, as in a service of the system', async () => {
    const folder = makeWorkspace({ 'rimuru.config.json': withDirs('~/logs') })
    const { config } = await load(folder, { RIMURU_HOME: tempFolder() })
    expect(config?.sources?.['codex']?.dirs).toEqual([join(homedir(), 'logs')])
  })

  test('cannot start at home when there is none', async () => {
    const value: unknown = JSON.parse(withDirs('logs', '~/logs'))
    const check = () => validateConfig(value, 'c.json', { agentIds: AGENT_IDS }, { folder: '/', home: null })
    expect((await problemOf(check)).message).toBe('sources.codex.dirs[1]: cannot resolve "~": HOME is not set')
  })
})

describe('the config of this repository', () => {
  test('is a good example', async () => {
    const { config, path, stderr } = await loadInChild(join(import.meta.dirname, '../..'))
    expect(path).toBe(join(import.meta.dirname, '../../rimuru.config.ts'))
    expect(config).toEqual({ version: 1, timezone: 'UTC' })
    expect(stderr).toBe('')
  })
})

describe('agents in the scope of a budget or a subscription', () => {
  const configOf = (agents: readonly string[]): string => {
    const plugins = { 'my-agent': {} }
    const budgets = [{ name: 'team', amount: 5, period: 'month', scope: { agents } }]
    const pricing = { subscriptions: [{ name: 'Max', amount: 200, scope: { agents } }] }
    return makeWorkspace({ 'rimuru.config.json': JSON.stringify({ version: 1, plugins, budgets, pricing }) })
  }

  test('may be written in any letters and with a star, and come out as their ids', async () => {
    const { config } = await load(configOf(['Codex', '*a', 'My-*']))
    const agents = ['codex', 'alpha', 'beta', 'my-agent']
    expect([config?.budgets?.[0]?.scope, config?.pricing?.subscriptions?.[0]?.scope]).toEqual([{ agents }, { agents }])
  })

  test.each([
    ['codecs', 'there is no agent "codecs", did you mean "codex"?'],
    ['other-*', 'there is no agent "other-*"'],
  ])('have to be agents, as a budget of none would hold for ever: %s', async (name, message) => {
    const folder = configOf([name])
    expect(await problemOf(() => load(folder))).toEqual({
      code: 'E3001',
      message: `budgets[0].scope.agents: ${message}`,
      where: join(folder, 'rimuru.config.json'),
      hint: 'agents: alpha, beta, codex, my-agent',
    })
  })
})
