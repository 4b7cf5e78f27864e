import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { runCli } from '../helpers/cli.ts'
import { DEMO_HOME } from '../helpers/homes.ts'
import { ROOT } from '../helpers/imports.ts'

const text = readFileSync(join(ROOT, 'docs/json.md'), 'utf8')
const sections = new Map(
  text
    .split(/^## /m)
    .slice(1)
    .map((section) => [section.slice(0, section.indexOf('\n')), section]),
)
const shared = text.slice(0, text.indexOf('\n## costs'))

const folder = mkdtempSync(join(tmpdir(), 'rimuru-test-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const config = ['--config', join(ROOT, 'demo/rimuru.config.ts')]
const printed = async (args: readonly string[]): Promise<string> =>
  (await runCli([...args, '--json', ...config], { home: DEMO_HOME, state: join(folder, 'state'), cwd: folder })).stdout

const DOCUMENTS: readonly (readonly [kind: string, args: readonly string[]])[] = [
  ['costs', ['costs', '--by', 'day,week,month,block,agent,model,project,branch,session,host,user']],
  ['sessions', ['sessions', 'list']],
  ['session', ['sessions', 'show', '2fd31e4f']],
  ['explain', ['explain']],
  ['agents', ['agents', 'scan']],
  ['models', ['models', 'list', '--all']],
  ['model', ['models', 'show', 'gpt-6-sol']],
  ['doctor', ['doctor']],
  ['plugins', ['plugins', 'list']],
  ['plugin', ['plugins', 'info', 'csv']],
  ['plugin-new', ['plugins', 'new', 'mine']],
  ['plugin-check', ['plugins', 'check', 'csv']],
  ['export', ['export', 'csv', '--out', join(folder, 'costs.csv')]],
  ['config', ['config', 'print']],
  ['config-validation', ['config', 'validate']],
  ['sql', ['sql', 'select 1 as one']],
  ['backup', ['backup', join(folder, 'backup')]],
  ['forget', ['forget', '--agent', 'codex']],
]

/** Sections that go on from another. */
const REFERS_TO: Readonly<Record<string, string>> = { session: 'sessions', model: 'models', plugin: 'plugins' }

it.each(DOCUMENTS)('documents every field of a document of kind %s', async (kind, args) => {
  const document = JSON.parse(await printed(args)) as Record<string, unknown>
  expect(document).toMatchObject({ schema_version: 1, kind })
  const documented = [shared, sections.get(kind), sections.get(REFERS_TO[kind] ?? '')].join()
  const unknown = [...fieldsOf(document, kind)].filter((field) => !documented.includes(`\`${field}\``))
  expect(unknown).toEqual([])
})

it('shows a real document', async () => {
  const [, example = ''] = /```json\n([\s\S]*?)```/.exec(text) ?? []
  expect(example).toBe(await printed(['costs', '--by', 'model', '--since', '2026-11-17']))
})

/** Objects whose keys are names of something: tables, agents, settings. */
const KEYED = new Set(['backup rows', 'config sources', 'config origins', 'plugin dependencies'])

function fieldsOf(value: unknown, kind: string, found = new Set<string>()): Set<string> {
  if (Array.isArray(value)) for (const each of value) fieldsOf(each, kind, found)
  else if (typeof value === 'object' && value !== null) {
    for (const [field, inner] of Object.entries(value)) {
      found.add(field)
      const values: unknown = KEYED.has(`${kind} ${field}`) ? Object.values(inner as object) : inner
      fieldsOf(values, kind, found)
    }
  }
  return found
}
