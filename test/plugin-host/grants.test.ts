import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { PluginDetails } from '../../src/cli/plugin-details.ts'
import { readManifest } from '../../src/plugin-host/manifest.ts'
import { DEFAULT_SETTINGS, planPlugin } from '../../src/plugin-host/plan.ts'
import type { PluginSettings } from '../../src/plugin-host/plan.ts'
import type { SpawnPlan } from '../../src/plugin-host/types.ts'
import { jsonOf } from '../helpers/cli.ts'
import { tempFolder, writeText } from '../helpers/folders.ts'
import { writePlugin } from '../helpers/plugins.ts'

const SCHEMA = JSON.stringify({
  type: 'object',
  properties: {
    url: { type: 'string' },
    hook_env: { type: 'string', default: 'HOOK_URL' },
    token_env: { type: 'string' },
    port: { type: 'integer', default: 25 },
  },
})
const asking = (permissions: string): string => `[config]\nschema = '${SCHEMA}'\n[permissions]\n${permissions}`
const ENV = {
  PATH: '/bin',
  HOOK_URL: 'https://Hooks.Example.com:8443/a/b?c',
  MY_TOKEN: 'made-up-token',
  OUT: '/tmp/out',
}

async function spawnOf(
  permissions: string,
  config: PluginSettings['config'],
  grants: PluginSettings['grants'] = null,
): Promise<SpawnPlan> {
  const folder = writePlugin(tempFolder(), { more: asking(permissions), type: 'notifier' })
  const plugin = { folder, builtIn: grants === null, manifest: readManifest(folder) }
  const options = { configDir: '/config', stateDir: '/state', env: ENV, compileCache: null }
  return (await planPlugin(plugin, { ...DEFAULT_SETTINGS, config, grants }, options)).spawn
}

describe('a permission that is named', () => {
  it.each([
    ['config:url', { url: 'http://localhost:8080/x' }, ['http://localhost:8080']],
    ['config:url', { url: 'no address' }, []],
    ['config:url', { url: 'file:///etc' }, []],
    ['config:url', {}, []],
    ['config:port', {}, []],
    ['env:HOOK_URL', {}, ['https://hooks.example.com:8443']],
    ['env:MY_TOKEN', {}, []],
    ['env:UNSET', {}, []],
    ['config-env:hook_env', {}, ['https://hooks.example.com:8443']],
    ['config-env:hook_env', { hook_env: 'UNSET' }, []],
    ['config-env:token_env', {}, []],
  ])('of the network, %s with the config %j, is of the origins %j', async (asked, config: object, origins) => {
    const { grants } = await spawnOf(`network = ["${asked}"]`, config as PluginSettings['config'])
    expect(grants.network).toEqual(origins)
  })

  it('of the environment is of the variable that the config names', async () => {
    const { env } = await spawnOf('env = ["config:token_env", "config:url"]', { token_env: 'MY_TOKEN' })
    expect(env.MY_TOKEN).toBe('made-up-token')
    expect(env).not.toHaveProperty('HOOK_URL')
  })

  it('of files is of the path that a variable holds', async () => {
    const { grants } = await spawnOf('filesystem = ["write:env:OUT", "read:env:UNSET", "read:/logs"]', {})
    expect(grants).toMatchObject({ write: ['/tmp/out'], read: ['/logs'] })
  })

  it('has to be granted like any other to a plugin that does not come with the program', async () => {
    const asked = 'network = ["config:url"]\nenv = ["config:token_env"]'
    const config = { url: 'https://a.example.com/x', token_env: 'MY_TOKEN' }
    const none = await spawnOf(asked, config, {})
    expect([none.grants.network, none.env.MY_TOKEN]).toEqual([[], undefined])
    const given = { network: ['https://a.example.com'], env: ['MY_TOKEN'] }
    const both = await spawnOf(asked, config, given)
    expect([both.grants.network, both.env.MY_TOKEN]).toEqual([['https://a.example.com'], 'made-up-token'])
    // To name it is not to grant it.
    expect((await spawnOf(asked, config, { network: ['config:url'] })).grants.network).toEqual([])
  })

  it.each([
    ['network = ["config:"]', 'permissions.network is not like https://api.example.com: "config:"; config:KEY'],
    ['network = ["config:ulr"]', 'permissions.network names a key that config.schema does not have: "config:ulr"'],
    ['network = ["config-env:x"]', 'names a key that config.schema does not have: "config-env:x"'],
    ['network = ["env:A-B"]', 'permissions.network is not like https://api.example.com: "env:A-B"'],
    ['env = ["config:x"]', 'permissions.env names a key that config.schema does not have: "config:x"'],
    ['env = ["env:X"]', 'permissions.env is not like API_TOKEN: "env:X"; config:KEY may be named too'],
    ['filesystem = ["write:env:A/B"]', 'permissions.filesystem is not like read:PATH or write:PATH: "write:env:A/B"'],
  ])('in a form that there is not is an error of the manifest: %s', (permissions, says) => {
    const folder = writePlugin(tempFolder(), { more: asking(permissions) })
    expect(() => readManifest(folder)).toThrow(says)
  })

  it('is shown as what it stands for, or as it is asked for', async () => {
    const home = tempFolder()
    const asked = 'network = ["config:url", "config-env:hook_env"]\nenv = ["config:token_env"]'
    writePlugin(join(home, 'plugins'), { more: asking(asked), type: 'notifier' })
    const grants = { network: ['https://hooks.example.com:8443'] }
    const plugins = { 'made-up': { config: { token_env: 'MY_TOKEN' }, grants } }
    writeText(join(home, 'rimuru.config.json'), JSON.stringify({ version: 1, plugins }))
    const details = await jsonOf<PluginDetails>(['plugins', 'info', 'made-up'], {
      home,
      env: { HOOK_URL: ENV.HOOK_URL },
    })
    expect(details.permissions.map(({ what, granted }) => [what, granted])).toEqual([
      ['config:url', false],
      ['https://hooks.example.com:8443', true],
      ['MY_TOKEN', false],
    ])
  })
})
