import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { loadInChild, makeWorkspace } from './workspace.ts'

const TYPED = `
import { defineConfig } from 'rimuru'
const monthStart: number = 5
export default defineConfig({ version: 1, monthStart })
`
const UNTYPED = TYPED.replace(': number', '')

describe('a config module', () => {
  test('loads in a folder that holds nothing else', async () => {
    const folder = makeWorkspace({ 'rimuru.config.ts': TYPED })
    const result = await loadInChild(folder)
    expect(result).toEqual({
      config: { version: 1, monthStart: 5 },
      path: join(folder, 'rimuru.config.ts'),
      heavyModules: ['zod'],
      stderr: '',
    })
  })

  test.each([
    ['rimuru.config.ts', 'rimuru', TYPED],
    ['rimuru.config.ts', '#rimuru', TYPED],
    ['rimuru.config.mts', '#rimuru', TYPED],
    ['rimuru.config.js', '#rimuru', UNTYPED],
    ['rimuru.config.mjs', 'rimuru', UNTYPED],
  ])('%s with %s is an ES module even in a CommonJS package', async (name, own, source) => {
    const folder = makeWorkspace({ 'package.json': '{"type":"commonjs"}', [name]: source.replace('rimuru', own) })
    const { config, stderr } = await loadInChild(folder)
    expect(config).toEqual({ version: 1, monthStart: 5 })
    expect(stderr).toBe('')
  })

  test('loads beside a package.json that cannot be read', async () => {
    const folder = makeWorkspace({ 'package.json': '<<<<<<< HEAD', 'rimuru.config.ts': TYPED })
    expect((await loadInChild(folder)).config).toEqual({ version: 1, monthStart: 5 })
  })

  test('uses the running tool, not another one in its node_modules', async () => {
    const folder = makeWorkspace({
      'rimuru.config.mjs': UNTYPED,
      'node_modules/rimuru/package.json': '{"exports":"./index.js"}',
      'node_modules/rimuru/index.js': 'exports.defineConfig = () => ({ version: 1, monthStart: 28 })',
    })
    expect((await loadInChild(folder)).config).toEqual({ version: 1, monthStart: 5 })
  })

  test('may be split over files, which follow the same rules', async () => {
    const folder = makeWorkspace({
      'package.json': '{"type":"commonjs"}',
      'rimuru.config.ts': `import config from './shared/base.ts'\nexport default config`,
      'shared/base.ts': `import { defineConfig } from '#rimuru'\nimport { monthStart } from './month.js'
export default defineConfig({ version: 1, monthStart })`,
      'shared/month.js': 'export const monthStart = 7',
    })
    expect((await loadInChild(folder)).config).toEqual({ version: 1, monthStart: 7 })
  })

  test('may import packages of its repository, in their own format', async () => {
    const folder = makeWorkspace({
      'rimuru.config.ts': `import { month } from 'months'\nexport default { version: 1, monthStart: month }`,
      'node_modules/months/package.json': '{"main":"./index.js"}',
      'node_modules/months/index.js': 'exports.month = 9',
    })
    expect((await loadInChild(folder)).config).toEqual({ version: 1, monthStart: 9 })
  })

  test('may be CommonJS when it is named .cjs', async () => {
    const folder = makeWorkspace({
      'rimuru.config.cjs': `const { defineConfig } = require('rimuru')
module.exports = defineConfig({ version: 1, ...require('./more.js') })`,
      'more.js': 'module.exports = { monthStart: 3 }',
    })
    expect((await loadInChild(folder)).config).toEqual({ version: 1, monthStart: 3 })
  })

  test('may wait before it exports', async () => {
    const folder = makeWorkspace({
      'rimuru.config.mjs': 'export default await Promise.resolve({ version: 1, monthStart: 2 })',
    })
    expect((await loadInChild(folder)).config).toEqual({ version: 1, monthStart: 2 })
  })

  test('prints to stderr', async () => {
    const folder = makeWorkspace({
      'rimuru.config.mjs': 'console.log("seen")\nprocess.stdout.write("too\\n")\nexport default { version: 1 }',
    })
    const { config, stderr } = await loadInChild(folder)
    expect(config).toEqual({ version: 1 })
    expect(stderr).toBe('seen\ntoo\n')
  })

  test('never runs the .config/config file of another tool', async () => {
    const folder = makeWorkspace({
      'rimuru.config.yaml': 'version: 1',
      '.config/config.js': 'throw new Error("not ours")',
    })
    expect((await loadInChild(folder)).config).toEqual({ version: 1 })
  })
})

describe('a config module that fails', () => {
  test.each([
    [
      'throws',
      'rimuru.config.ts',
      '\n\nthrow new Error("boom\\nsecond line")',
      'the config file could not be loaded (line 3): boom',
    ],
    [
      'uses an unknown name',
      'rimuru.config.mjs',
      'export default {\n  version: one,\n}',
      'the config file could not be loaded (line 2): one is not defined',
    ],
    [
      'has a syntax error in JavaScript',
      'rimuru.config.mjs',
      'export default { a b }',
      "the config file could not be loaded: Unexpected identifier 'b'",
    ],
    [
      'uses TypeScript that is not only types',
      'rimuru.config.ts',
      '\nenum Day { Monday }\nexport default {}',
      'the config file could not be loaded (line 2): TypeScript enum is not supported in strip-only mode',
    ],
    [
      'imports a name that we do not export',
      'rimuru.config.ts',
      "import { defineCofnig } from 'rimuru'\nexport default {}",
      "the config file could not be loaded (line 1): The requested module 'rimuru' does not provide an export named 'defineCofnig'",
    ],
    ['throws nothing', 'rimuru.config.mjs', 'throw undefined', 'the config file could not be loaded: undefined'],
    [
      'ends the process',
      'rimuru.config.mjs',
      '\nprocess.exit(0)\nexport default { version: 1 }',
      'the config file could not be loaded (line 2): it calls process.exit(0)',
    ],
    [
      'ends the process and catches what comes of it',
      'rimuru.config.mjs',
      'try { process.exit() } catch {}\nexport default { version: 1 }',
      'the config file could not be loaded (line 1): it calls process.exit()',
    ],
    [
      'waits for ever',
      'rimuru.config.mjs',
      'await new Promise(() => {})\nexport default { version: 1 }',
      'the config file could not be loaded: it waits for something that never comes',
    ],
    [
      'throws in a timer',
      'rimuru.config.mjs',
      'setTimeout(() => process.exit(0))\nawait new Promise(() => {})',
      'the config file could not be loaded (line 1): it calls process.exit(0)',
    ],
  ])('%s', async (_, name, source, message) => {
    const folder = makeWorkspace({ [name]: source })
    expect((await loadInChild(folder)).problem).toEqual({
      code: 'E3001',
      message,
      where: join(folder, name),
      hint: 'correct the file; --debug shows where the error came from',
    })
  })

  test('has a syntax error in TypeScript', async () => {
    const folder = makeWorkspace({ 'rimuru.config.ts': 'export default {\n  version: 1,\n  a b\n}' })
    const { problem } = await loadInChild(folder)
    expect(problem?.message).toMatch(/^the config file could not be loaded \(line 3\): Unexpected token `ident`/)
    expect(problem?.message).not.toContain('\n')
  })

  test('imports a package that is not there', async () => {
    const folder = makeWorkspace({ 'rimuru.config.ts': "import 'left-pad'\nexport default {}" })
    expect((await loadInChild(folder)).problem?.message).toMatch(
      /^the config file could not be loaded: Cannot find package 'left-pad' imported from /,
    )
  })

  test('is told how to be CommonJS', async () => {
    const folder = makeWorkspace({ 'rimuru.config.js': 'module.exports = { version: 1 }' })
    expect((await loadInChild(folder)).problem).toEqual({
      code: 'E3001',
      message: 'the config file could not be loaded (line 1): module is not defined in ES module scope',
      where: join(folder, 'rimuru.config.js'),
      hint: 'config files are ES modules: write export default defineConfig({ version: 1 }), or name the file rimuru.config.cjs',
    })
  })

  test.each(['export const config = { version: 1 }', 'export default undefined', ''])(
    'has no default export: %j',
    async (source) => {
      const folder = makeWorkspace({ 'rimuru.config.ts': source })
      expect((await loadInChild(folder)).problem).toEqual({
        code: 'E3001',
        message: 'the config file has no default export',
        where: join(folder, 'rimuru.config.ts'),
        hint: 'write export default defineConfig({ version: 1 })',
      })
    },
  )

  test.each([
    ['Promise.resolve({ version: 1 })', 'a promise'],
    ['() => ({ version: 1 })', 'a function'],
    ['async () => ({ version: 1 })', 'a function'],
    ['[]', 'an empty list'],
    ['null', 'null'],
    ['"version: 1"', '"version: 1"'],
  ])('exports no object: %s', async (value, got) => {
    const folder = makeWorkspace({ 'rimuru.config.mjs': `export default ${value}` })
    expect((await loadInChild(folder)).problem).toEqual({
      code: 'E3001',
      message: `the config must be an object of plain values, got ${got}`,
      where: join(folder, 'rimuru.config.mjs'),
      hint: 'give the value itself, for example { version: 1 }',
    })
  })
})
