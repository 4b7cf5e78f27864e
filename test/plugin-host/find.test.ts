import { chmodSync, existsSync, renameSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findPlugin } from '../../src/plugin-host/find.ts'
import { BUILT_IN } from '../../src/plugin-host/places.ts'
import type { PluginPlaces } from '../../src/plugin-host/places.ts'
import { listPlugins } from '../../src/plugin-host/list.ts'
import { tempFolder, writeText } from '../helpers/folders.ts'
import { writePlugin } from '../helpers/plugins.ts'
import { processesWith, until } from '../helpers/running-plugins.ts'

function places(): PluginPlaces {
  const cwd = tempFolder()
  return { cwd, configDir: cwd, home: cwd }
}

/** A program of its own that answers `--metadata`. */
function program(folder: string, script: string): string {
  const path = writeText(join(folder, 'tool'), `#!/bin/sh\n${script}\n`)
  chmodSync(path, 0o755)
  return path
}

describe('a plugin', () => {
  it('is found by its name', async () => {
    const at = places()
    const folder = writePlugin(join(at.configDir, 'plugins'))
    expect(await findPlugin('made-up', at)).toMatchObject({ folder, builtIn: false, manifest: { id: 'made-up' } })
  })

  it('comes with the program, beside its source', async () => {
    expect(existsSync(BUILT_IN)).toBe(true)
    expect(await findPlugin('csv', places())).toMatchObject({ folder: join(BUILT_IN, 'csv'), builtIn: true })
  })

  it('of the same name as a built-in one takes its place', async () => {
    const at = places()
    const folder = writePlugin(join(at.configDir, 'plugins'), { name: 'csv' })
    expect(await findPlugin('csv', at)).toMatchObject({ folder, builtIn: false })
    expect(listPlugins(at).filter(({ name }) => name === 'csv')).toMatchObject([{ folder, builtIn: false }])
  })

  it('that cannot be seen is not taken for the built-in one of its name', async () => {
    const at = places()
    symlinkSync('moved', join(at.configDir, 'plugins'))
    const where = join(at.configDir, 'plugins/csv/plugin.toml')
    const message = 'the manifest cannot be read: symbolic link: no such file or folder'
    await expect(findPlugin('csv', at)).rejects.toMatchObject({ code: 'E4001', message, where })
    expect(() => listPlugins(at)).toThrow('the plugins cannot be read: symbolic link: no such file or folder')
  })

  it('is found by a path, from the working folder or the home folder', async () => {
    const at = places()
    const folder = writePlugin(join(at.cwd, 'elsewhere'))
    for (const path of ['./elsewhere/made-up', 'elsewhere/made-up', '~/elsewhere/made-up', folder]) {
      expect((await findPlugin(path, at)).folder).toBe(folder)
    }
  })

  it('is found in the home folder whatever signs that has in its name', async () => {
    const at = places()
    const home = join(at.cwd, "dana$&s $$ home$'")
    const folder = writePlugin(join(home, 'mine'))
    expect((await findPlugin('~/mine/made-up', { ...at, home })).folder).toBe(folder)
  })

  it('is looked for no further where `plugins` is a file', async () => {
    const at = places()
    writeText(join(at.configDir, 'plugins'), '')
    expect((await findPlugin('csv', at)).builtIn).toBe(true)
    expect(listPlugins(at).every(({ builtIn }) => builtIn)).toBe(true)
    await expect(findPlugin('made-up', at)).rejects.toMatchObject({ code: 'E6001' })
  })

  it('given by its path may not have the name of another one: it would get what the config grants to that', async () => {
    const at = places()
    const folder = writePlugin(join(at.cwd, 'elsewhere'), { name: 'slack' })
    await expect(findPlugin('./elsewhere/slack', at)).rejects.toMatchObject({
      code: 'E4001',
      message: `plugin slack: there is another plugin of this name, in ${join(BUILT_IN, 'slack')}`,
      where: folder,
    })
    const own = writePlugin(join(at.configDir, 'plugins'), { name: 'slack' })
    expect((await findPlugin('./plugins/slack', at)).folder).toBe(own)
    await expect(findPlugin(join(BUILT_IN, 'slack'), at)).rejects.toThrow(`in ${own}`)
  })

  it('is no address of a webhook, and that is not repeated', async () => {
    const address = 'https://hooks.example.com/services/made-up-secret'
    await expect(findPlugin(address, places())).rejects.toMatchObject({
      code: 'E6001',
      message: 'an address is no plugin: https://hooks.example.com/***',
    })
  })

  it('that is not there is named, with what was probably meant', async () => {
    const at = places()
    writePlugin(join(at.configDir, 'plugins'))
    await expect(findPlugin('made-ip', at)).rejects.toMatchObject({
      code: 'E6001',
      message: 'there is no plugin "made-ip", did you mean "made-up"?',
    })
    await expect(findPlugin('./made-up', at)).rejects.toMatchObject({ code: 'E6001', where: join(at.cwd, 'made-up') })
  })
})

describe('a program alone', () => {
  it('says itself who it is', async () => {
    const at = places()
    const metadata = { id: 'tool', name: 'Tool', version: '2.0.0', author: null, icon: '', route: '/tool' }
    const path = program(at.cwd, `echo '${JSON.stringify(metadata)}'`)
    expect(await findPlugin('./tool', at)).toMatchObject({
      builtIn: false,
      manifest: {
        id: 'tool',
        name: 'Tool',
        version: '2.0.0',
        kind: null,
        runtime: { command: [path], transport: 'socket' },
      },
    })
  })

  it.runIf(process.platform === 'linux').each(['sleep 61', 'setsid sleep 61'])(
    'is not waited for longer than it runs, and leaves no process behind: %s',
    async (command) => {
      const at = places()
      program(at.cwd, `MARK=${at.cwd} ${command} & echo '{"id":"tool","name":"Tool","version":"2.0.0"}'`)
      const began = Date.now()
      expect(await findPlugin('./tool', at)).toMatchObject({ manifest: { id: 'tool' } })
      expect(Date.now() - began).toBeLessThan(4_000)
      await until(() => processesWith(at.cwd).length === 0)
    },
  )

  it.each([
    ['exit 3', 'ended with exit code 3'],
    ['echo hello', 'did not print JSON'],
    [':', 'printed nothing'],
    [`echo '{"id":"../../x","name":"X","version":"1.0.0"}'`, 'says its id is "../../x": it may have letters'],
    [`echo '{"id":"csv","name":"X","version":"1.0.0"}'`, 'plugin csv: there is another plugin of this name'],
    ['echo "{}"', 'printed no object with the texts id, name and version'],
    ['head -c 100000 /dev/zero | tr "\\0" x', 'printed more than 65536 bytes'],
  ])('that does not (%s) is refused', async (script, says) => {
    const at = places()
    program(at.cwd, script)
    await expect(findPlugin('./tool', at)).rejects.toThrow(says)
  })
})

describe('the list of plugins', () => {
  it('has all that can be seen by name, broken ones with what is wrong', () => {
    const at = places()
    const folder = join(at.configDir, 'plugins')
    writePlugin(folder, { name: 'zebra' })
    writePlugin(folder, { name: 'ant', type: 'exportr' })
    writeText(join(folder, 'no-plugin', 'README.md'), '')
    const own = listPlugins(at).filter(({ builtIn }) => !builtIn)
    expect(own).toMatchObject([
      { name: 'ant', found: null, problem: expect.stringContaining('did you mean "exporter"?') },
      { name: 'zebra', found: { manifest: { version: '1.2.3' } }, problem: null },
    ])
  })

  it('has a plugin whose folder has another name than itself as broken, and a run refuses it', async () => {
    const at = places()
    renameSync(writePlugin(join(at.configDir, 'plugins')), join(join(at.configDir, 'plugins'), 'other'))
    const problem = 'plugin.name is "made-up", and its folder is named "other"'
    expect(listPlugins(at).find(({ name }) => name === 'other')).toMatchObject({ found: null, problem })
    await expect(findPlugin('other', at)).rejects.toThrow(problem)
    await expect(findPlugin('./plugins/other', at)).rejects.toThrow(problem)
  })

  it('has no broken built-in plugin', () => {
    expect(listPlugins(places()).filter(({ problem }) => problem !== null)).toEqual([])
  })
})
