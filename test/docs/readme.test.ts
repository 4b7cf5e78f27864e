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
const documents = [
  ...readdirSync(ROOT),
  ...['docs', 'src', 'demo', 'plugins'].flatMap(inFolder),
  'test/README.md',
].filter((name) => name.endsWith('.md'))

it('lists every command', () => {
  const names = COMMANDS.map(({ usage }) => usage.split(' ')[0]!)
  expect(names.filter((name) => !new RegExp(`\`${name}[ \`]`).test(commandTable))).toEqual([])
})

it('lists every flag of the reading commands', () => {
  const costs = COMMANDS.find(({ usage }) => usage === 'costs')!
  expect(Object.keys(costs.flags).filter((flag) => !flagTable.includes(`\`--${flag}`))).toEqual([])
})

it('lists every flag of a run', () => {
  const run = COMMANDS.find(({ usage }) => usage.startsWith('run '))!
  const isListed = (flag: string): boolean => new RegExp(`\`--(no-)?${flag}[ \`]`).test(flagTable)
  expect(Object.keys(run.flags).filter((flag) => !isListed(flag))).toEqual([])
})

it('lists every exit code', () => {
  const listed = [...exitTable.matchAll(/^\| (\d+) \|/gm)].map(([, code]) => Number(code))
  expect(listed).toEqual(Object.values(EXIT))
})

it('shows an excerpt of the report that the demo writes', () => {
  const words = (text: string): string => text.replaceAll(/[*#>]|demo\/reports\/daily-report\/2026-11-19\//g, '').trim()
  const report = words(readFileSync(join(ROOT, 'demo/reports/daily-report/2026-11-19/report.md'), 'utf8')).split('\n')
  const excerpt = [...readme.matchAll(/^> (.+)$/gm)].map(([, line]) => words(line!))
  expect(excerpt.length).toBeGreaterThan(10)
  expect(excerpt.filter((line) => !report.some((each) => each.trim() === line))).toEqual([])
})

it('shows what the program really prints', async () => {
  const [, args = '', sample = ''] = /```\n\$ rimuru (.*)\n([\s\S]*?)```/.exec(readme) ?? []
  const config = join(ROOT, 'demo/rimuru.config.ts')
  const { stdout } = await runCli([...args.split(' '), '--config', config], { home: DEMO_HOME, state: tempFolder() })
  expect(sample).toBe(stdout)
})

it('has examples of a config and a job that are valid', async () => {
  const [config = '', job = ''] = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, block]) => block!)
  const cwd = tempFolder()
  writeText(join(cwd, 'rimuru.config.ts'), config)
  writeText(join(cwd, 'jobs/example.ts'), job)
  const { code, stderr } = await runCli(['costs'], { cwd })
  expect({ code, first: stderr.split('\n')[0] }).toEqual({ code: 0, first: 'No usage data found. Looked in:' })
  expect(await runCli(['run', 'example'], { cwd })).toMatchObject({ code: 0 })
})

it.each(documents)('%s links only to files and headings that are there', (name) => {
  const text = readFileSync(join(ROOT, name), 'utf8')
  const links = [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, link]) => link!).filter((link) => !/^https?:/.test(link))
  expect(links.filter((link) => !leadsSomewhere(link, name))).toEqual([])
})

function leadsSomewhere(link: string, from: string): boolean {
  const [path = '', heading] = link.split('#')
  const file = path === '' ? join(ROOT, from) : join(ROOT, dirname(from), path)
  if (!existsSync(file) || heading === undefined) return existsSync(file)
  const headings = [...readFileSync(file, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, title]) => title!)
  return headings.some(
    (title) =>
      title
        .toLowerCase()
        .replaceAll(/[^\w -]/g, '')
        .replaceAll(' ', '-') === heading,
  )
}
