import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { RimuruError } from '../../src/core/errors.ts'
import { readManifest } from '../../src/plugin-host/manifest.ts'
import { tempFolder, writeText } from '../helpers/folders.ts'

const folderWith = (toml: string, files: readonly string[] = ['main.ts']): string => {
  const folder = tempFolder()
  writeText(join(folder, 'plugin.toml'), toml)
  for (const file of files) writeText(join(folder, file), '')
  return folder
}

const LEAST = '[plugin]\nname = "mine"\nversion = "0.1.0"\n'

function problemOf(folder: string): RimuruError {
  try {
    readManifest(folder)
  } catch (error) {
    if (error instanceof RimuruError) return error
    throw error
  }
  throw new Error('it was read')
}

describe('a manifest', () => {
  it('has no text that moves the cursor of a terminal', () => {
    const folder = folderWith(`${LEAST}title = "A\\u001b[2JB"\n[capabilities]\ntype = "exporter"\n`)
    expect(readManifest(folder).name).toBe('A [2JB')
    const wrong = folderWith(LEAST.replace('mine', 'mi\\u001b[2Jne'))
    expect(problemOf(wrong).message).not.toMatch(/\p{Cc}/u)
  })

  it('says everything of a plugin', () => {
    const folder = folderWith(`
[plugin]
name = "my-plugin"
version = "0.1.0"
description = "My awesome Rimuru plugin"
author = "Your Name"
license = "MIT"
repository = "https://github.com/you/my-plugin"
priority = 5

[capabilities]
type = "exporter"  # exporter, notifier, agent, view
format = "myformat"
extension = "mf"

[config]
schema = """
{ "type": "object", "properties": { "option1": { "type": "string", "default": "value" } } }
"""

[dependencies]
rimuru = ">=0.1.0"

[permissions]
filesystem = ["read", "write:~/.rimuru/exports"]
network = ["https://api.example.com"]
env = ["API_TOKEN"]

[runtime]
command = ["./run", "--now"]
transport = "socket"
`)
    expect(readManifest(folder)).toEqual({
      id: 'my-plugin',
      name: 'my-plugin',
      version: '0.1.0',
      description: 'My awesome Rimuru plugin',
      author: 'Your Name',
      license: 'MIT',
      kind: 'exporter',
      format: 'myformat',
      extension: 'mf',
      calls: [],
      configSchema: { type: 'object', properties: { option1: { type: 'string', default: 'value' } } },
      dependencies: { rimuru: '>=0.1.0' },
      permissions: {
        filesystem: ['read', 'write:~/.rimuru/exports'],
        network: ['https://api.example.com'],
        env: ['API_TOKEN'],
      },
      runtime: { command: ['./run', '--now'], transport: 'socket' },
      priority: 5,
    })
  })

  it.each(['exporter', 'Exporter', 'EXPORTER'])('may list its capability as %s', (word) => {
    expect(readManifest(folderWith(`${LEAST}capabilities = ["${word}"]`)).kind).toBe('exporter')
  })

  it('may have its config schema as a table', () => {
    const toml = `${LEAST}capabilities = ["view"]\n[config.schema]\ntype = "object"`
    expect(readManifest(folderWith(toml)).configSchema).toEqual({ type: 'object' })
  })

  it.each([
    ['main.ts', 'node'],
    ['main.js', 'node'],
    ['main.mjs', 'node'],
    ['main.py', 'python3'],
  ])('needs no command beside %s', (file, program) => {
    const folder = folderWith(`${LEAST}capabilities = ["hook"]`, [file])
    expect(readManifest(folder).runtime).toEqual({ command: [program, file], transport: 'fd' })
  })
})

describe('a wrong manifest', () => {
  it.each([
    ['[plugin]\nversion = "1.0.0"\ncapabilities = ["hook"]', 'plugin.name is missing'],
    ['[plugin]\nname = "Mine!"\nversion = "1.0.0"\ncapabilities = ["hook"]', 'not "Mine!"'],
    ['[plugin]\nname = "mine"\nversion = "one"\ncapabilities = ["hook"]', 'plugin.version is not like 1.2.3: "one"'],
    [LEAST, 'capabilities.type is missing'],
    [`${LEAST}[capabilities]\ntype = "exportr"`, 'capabilities.type "exportr" is not known, did you mean "exporter"?'],
    [`${LEAST}licence = "MIT"`, 'plugin.licence is not known, did you mean "license"?'],
    [`${LEAST}[permision]`, '[permision] is not known, did you mean [permissions]?'],
    [`${LEAST}priority = "high"`, 'plugin.priority is no whole number'],
    [`${LEAST}[config]\nschema = "{"`, 'config.schema is no JSON'],
    [`${LEAST}[dependencies]\nrimuru = "new"`, 'dependencies.rimuru is no range of versions: "new"'],
    [`${LEAST}[permissions]\nnetwork = "all"`, 'permissions.network is no list of texts'],
    [`${LEAST}[permissions]\nnetwork = ["api.example.com"]`, 'permissions.network is not like https://api.example.com'],
    [`${LEAST}[permissions]\nfilesystem = ["raed:/x"]`, 'permissions.filesystem is not like read:PATH or write:PATH'],
    [`${LEAST}[permissions]\nenv = ["A B"]`, 'permissions.env is not like API_TOKEN: "A B"'],
    [`${LEAST}[runtime]\ntransport = "tcp"`, 'runtime.transport is fd or socket, not "tcp"'],
  ])('is told of: %j', (toml, says) => {
    const folder = folderWith(toml)
    expect(problemOf(folder)).toMatchObject({ code: 'E4001', where: join(folder, 'plugin.toml') })
    expect(problemOf(folder).message).toContain(says)
  })

  it('is told all that is wrong with it at once', () => {
    const folder = folderWith('[plugin]\nname = "Mine!"\nversion = "one"', [])
    const { message } = problemOf(folder)
    for (const word of ['plugin.name', 'plugin.version', 'capabilities.type', 'runtime.command']) {
      expect(message).toContain(word)
    }
    expect(message).not.toContain('\n')
  })

  it('does not choose between several programs', () => {
    const folder = folderWith(`${LEAST}capabilities = ["hook"]`, ['main.ts', 'main.py'])
    expect(problemOf(folder).message).toContain('there are several programs: main.ts, main.py')
  })

  it('is no TOML, or not there', () => {
    expect(problemOf(folderWith('[plugin')).message).toContain('the manifest is no TOML')
    const folder = folderWith('')
    rmSync(join(folder, 'plugin.toml'))
    expect(problemOf(folder).message).toBe('there is no manifest')
  })
})
