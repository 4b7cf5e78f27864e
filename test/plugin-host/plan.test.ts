import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isAllowed } from '../../src/plugin-host/grants.ts'
import { readManifest } from '../../src/plugin-host/manifest.ts'
import { DEFAULT_SETTINGS, planPlugin } from '../../src/plugin-host/plan.ts'
import type { PluginSettings } from '../../src/plugin-host/plan.ts'
import type { FoundPlugin, PluginPlan } from '../../src/plugin-host/types.ts'
import { tempFolder, writeText } from '../helpers/folders.ts'
import { writePlugin } from '../helpers/plugins.ts'

const ENV = { PATH: '/bin', API_TOKEN: 'made-up', SECRET: 'of others', HOME: '/home/dana', NODE_OPTIONS: '--inspect' }
const ASKING = `[permissions]
network = ["https://a.example.com", "https://b.example.com"]
filesystem = ["read:/logs", "write:/reports"]
env = ["API_TOKEN", "UNSET"]`

const found = (more = '', type = 'exporter'): FoundPlugin => {
  const folder = writePlugin(tempFolder(), { more, type })
  return { folder, builtIn: false, manifest: readManifest(folder) }
}
const planOf = (
  plugin: FoundPlugin,
  settings: Partial<PluginSettings> = {},
  compileCache: string | null = null,
): Promise<PluginPlan> =>
  planPlugin(
    plugin,
    { ...DEFAULT_SETTINGS, ...settings },
    { configDir: '/config', stateDir: '/state', env: ENV, compileCache },
  )

describe('a plan', () => {
  it('has what the config says, else the manifest, else the default', async () => {
    expect(await planOf(found())).toMatchObject({ priority: 100, timeoutMs: 30_000 })
    const plugin = found()
    const withPriority = { ...plugin, manifest: { ...plugin.manifest, priority: 7 } }
    expect((await planOf(withPriority)).priority).toBe(7)
    expect(await planOf(withPriority, { priority: 0, timeoutMs: 5, failPolicy: 'open' })).toMatchObject({
      priority: 0,
      timeoutMs: 5,
      failPolicy: 'open',
    })
  })

  it.each([
    ['exporter', 'closed'],
    ['agent', 'closed'],
    ['hook', 'closed'],
    ['notifier', 'open'],
    ['view', 'open'],
  ])('of a plugin of kind %s is %s when nothing is said', async (kind, policy) => {
    expect((await planOf(found('', kind))).failPolicy).toBe(policy)
  })

  it('is refused with a config that does not fit', async () => {
    await expect(planOf(found(), { config: { a: 1 } })).rejects.toThrow('plugins.made-up.config.a')
  })

  it('says truthfully that nothing is held to', async () => {
    expect(new Set(Object.values((await planOf(found())).spawn.enforcement))).toEqual(new Set(['open']))
  })
})

describe('the process of a plugin', () => {
  it('has an environment of its own, and what was granted', async () => {
    const { env } = (await planOf(found(ASKING), { grants: { env: ['API_TOKEN', 'SECRET', 'UNSET'] } })).spawn
    expect(env).toMatchObject({
      PATH: '/bin',
      HOME: '/state/plugins/made-up',
      LANG: 'C.UTF-8',
      LC_ALL: 'C.UTF-8',
      TZ: 'UTC',
      TORU_PLUGIN_ID: 'made-up',
      RIMURU_PLUGIN_ID: 'made-up',
      API_TOKEN: 'made-up',
    })
    for (const name of ['SECRET', 'UNSET', 'NODE_OPTIONS', 'NODE_COMPILE_CACHE']) expect(env).not.toHaveProperty(name)
    expect((await planOf(found(ASKING))).spawn.env).not.toHaveProperty('API_TOKEN')
  })

  it('keeps compiled code where it is told to', async () => {
    expect((await planOf(found(), {}, '/cache')).spawn.env.NODE_COMPILE_CACHE).toBe('/cache')
  })

  it('works in a folder of its own', async () => {
    const { cwd, dataDir } = (await planOf(found())).spawn
    expect({ cwd, dataDir }).toEqual({ cwd: '/state/plugins/made-up', dataDir: '/state/plugins/made-up' })
  })

  it('is this Node with the SDK for a program in JavaScript', async () => {
    const plugin = found()
    const { argv } = (await planOf(plugin)).spawn
    expect(argv).toEqual([
      process.execPath,
      '--import',
      expect.stringMatching(/plugin-sdk\/register\.mjs$/),
      join(plugin.folder, 'main.js'),
    ])
  })

  it('has files of its folder by their whole path, and other words as they are', async () => {
    const plugin = found('[runtime]\ncommand = ["./bin/run", "data.txt", "--flag", "word"]')
    writeText(join(plugin.folder, 'bin/run'), '')
    writeText(join(plugin.folder, 'data.txt'), '')
    expect((await planOf(plugin)).spawn.argv).toEqual([
      join(plugin.folder, 'bin/run'),
      join(plugin.folder, 'data.txt'),
      '--flag',
      'word',
    ])
  })
})

describe('grants', () => {
  const everything = {
    network: ['https://a.example.com', 'https://b.example.com'],
    read: ['/logs'],
    write: ['/reports'],
  }

  it('are what a plugin asks for and the config allows', async () => {
    const grants = { network: ['https://a.example.com', 'https://other.example.com'], write: ['/reports', '/etc'] }
    expect((await planOf(found(ASKING), { grants })).spawn.grants).toEqual({
      network: ['https://a.example.com'],
      read: [],
      write: ['/reports'],
    })
  })

  it('are none without the config, but for a built-in plugin all that it asks for', async () => {
    const plugin = found(ASKING)
    expect((await planOf(plugin)).spawn.grants).toEqual({ network: [], read: [], write: [] })
    expect((await planOf({ ...plugin, builtIn: true })).spawn.grants).toEqual(everything)
  })

  it.each([
    ['read', '/logs', ['/logs']],
    ['read', '~/logs', ['/home/dana/logs']],
    ['read:~/.acorn', '/home/dana/.acorn', ['/home/dana/.acorn']],
    ['read:~/.acorn', '~/.acorn/', ['/home/dana/.acorn']],
    ['read:~/.acorn', '~/.acorn/logs', ['/home/dana/.acorn/logs']],
    ['read:~/.acorn/logs', '~', ['/home/dana/.acorn/logs']],
    ['read:~/.acorn', '~/.acorns', []],
    ['read:/logs', '/logs/../etc', []],
    ['read:/logs', '/', ['/logs']],
    ['write', '/logs', []],
  ])('of files are where both hold: asked %s, granted %s', async (asked, granted, both) => {
    const plugin = found(`[permissions]\nfilesystem = ["${asked}"]`)
    expect((await planOf(plugin, { grants: { read: [granted] } })).spawn.grants.read).toEqual(both)
    const home = '/home/dana'
    expect(isAllowed(plugin, { read: [granted] }, home, 'filesystem', asked)).toBe(both.length > 0)
  })

  it('of a network are of origins, however they are written', async () => {
    const plugin = found('[permissions]\nnetwork = ["https://API.example.com/"]')
    const grants = { network: ['https://api.example.com'] }
    expect((await planOf(plugin, { grants })).spawn.grants.network).toEqual(['https://api.example.com'])
  })

  it('of a built-in plugin can be taken away', async () => {
    const plugin = { ...found(ASKING), builtIn: true }
    expect((await planOf(plugin, { grants: {} })).spawn.grants).toEqual({ network: [], read: [], write: [] })
  })
})
