import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { COMMANDS } from '../../src/cli/commands.ts'
import { EXIT } from '../../src/core/errors.ts'
import { runCli } from '../helpers/cli.ts'
import { tempFolder, writeText } from '../helpers/folders.ts'
import { DEMO_HOME } from '../helpers/homes.ts'
import { ROOT } from '../helpers/imports.ts'

const readme = readFileSync(join(ROOT, 'README.md'), 'utf8')
const commandTable = readme.slice(readme.indexOf('## Commands'), readme.indexOf('### Flags'))
const flagTable = readme.slice(readme.indexOf('### Flags'), readme.indexOf('### Exit codes'))
const exitTable = readme.slice(readme.indexOf('### Exit codes'), readme.indexOf('## Config'))

const inFolder = (name: string): string[] =>
  readdirSync(join(ROOT, name), { recursive: true, encoding: 'utf8' }).map((path) => join(name, path))
const documents = [...readdirSync(ROOT), ...['docs', 'src', 'demo'].flatMap(inFolder), 'test/README.md'].filter(
  (name) => name.endsWith('.md'),
)

it('lists every command', () => {
  const names = COMMANDS.map(({ usage }) => usage.split(' ')[0]!)
  expect(names.filter((name) => !new RegExp(`\`${name}[ \`]`).test(commandTable))).toEqual([])
})

it('lists every flag of the reading commands', () => {
  const costs = COMMANDS.find(({ usage }) => usage === 'costs')!
  expect(Object.keys(costs.flags).filter((flag) => !flagTable.includes(`\`--${flag}`))).toEqual([])
})

it('lists the exit codes that exist now', () => {
  const listed = [...exitTable.matchAll(/^\| (\d+) \|/gm)].map(([, code]) => Number(code))
  // Budgets and plugins come with their own.
  expect(listed).toEqual(Object.values(EXIT).filter((code) => code !== EXIT.stopped && code !== EXIT.delivery))
})

it('shows what the program really prints', async () => {
  const [, args = '', sample = ''] = /```\n\$ rimuru (.*)\n([\s\S]*?)```/.exec(readme) ?? []
  const config = join(ROOT, 'demo/rimuru.config.ts')
  const { stdout } = await runCli([...args.split(' '), '--config', config], { home: DEMO_HOME, state: tempFolder() })
  expect(sample).toBe(stdout)
})

it('has a config example that is valid', async () => {
  const [, example = ''] = /```ts\n([\s\S]*?)```/.exec(readme) ?? []
  const path = writeText(join(tempFolder(), 'rimuru.config.ts'), example)
  const { code, stderr } = await runCli(['costs', '--config', path])
  expect({ code, first: stderr.split('\n')[0] }).toEqual({ code: 0, first: 'No usage data found. Looked in:' })
})

it.each(documents)('%s links only to files that are there', (name) => {
  const text = readFileSync(join(ROOT, name), 'utf8')
  const links = [...text.matchAll(/\]\(([^)#]+)[^)]*\)/g)]
    .map(([, link]) => link!)
    .filter((link) => !/^https?:/.test(link))
  expect(links.filter((link) => !existsSync(join(ROOT, dirname(name), link)))).toEqual([])
})
