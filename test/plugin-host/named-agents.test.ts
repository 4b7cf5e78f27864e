import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { namedAgents } from '../../src/plugin-host/named-agents.ts'
import { tempFolder, writeText } from '../helpers/folders.ts'

const namedIn = (manifests: Readonly<Record<string, string>>): string[] => {
  const root = tempFolder()
  for (const [name, text] of Object.entries(manifests)) writeText(join(root, 'plugins', name, 'plugin.toml'), text)
  mkdirSync(join(root, 'plugins/empty'), { recursive: true })
  const places = { cwd: root, configDir: root, home: root }
  return namedAgents([...Object.keys(manifests), 'empty', 'csv', 'nowhere'], places).map(({ name }) => name)
}

it('sees which plugins are agents, however their manifest says it', () => {
  const named = namedIn({
    plain: '[capabilities]\ntype = "agent"',
    quoted: `[capabilities]\n"type"='Agent'`,
    listed: '[plugin]\ncapabilities = [\n  "agent"]',
    inline: 'capabilities = { type = "agent" }',
    exporter: '[plugin]\ndescription = "Costs by agent"\n[capabilities]\ntype = "exporter"',
    unnamed: '[plugin]',
  })
  expect(named).toEqual(['plain', 'quoted', 'listed', 'inline'])
})

it('takes one whose manifest cannot be read for an agent, so that somebody looks at it', () => {
  const root = tempFolder()
  mkdirSync(join(root, 'plugins'))
  symlinkSync('moved', join(root, 'plugins/away'))
  const places = { cwd: root, configDir: root, home: root }
  expect(namedAgents(['away', 'nowhere'], places)).toEqual([{ name: 'away', folder: join(root, 'plugins/away') }])
})

it('looks beside the config first', () => {
  expect(namedIn({ csv: '[capabilities]\ntype = "agent"' })).toEqual(['csv', 'csv'])
})
