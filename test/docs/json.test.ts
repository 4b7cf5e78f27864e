import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { runCli } from '../helpers/cli.ts'
import { writeText } from '../helpers/folders.ts'
import { DEMO_HOME } from '../helpers/homes.ts'
import { ROOT } from '../helpers/imports.ts'
import { litellmText } from '../helpers/price-files.ts'

const textOf = (name: string): string => readFileSync(join(ROOT, 'docs', name), 'utf8')
const sectionsOf = (text: string): [string, string][] =>
  text
    .split(/^## /m)
    .slice(1)
    .map((section) => [section.slice(0, section.indexOf('\n')), section])

const text = textOf('json.md')
const sections = new Map([...sectionsOf(text), ...sectionsOf(textOf('jobs.md'))])
const shared = text.slice(0, text.indexOf('\n## costs'))

const folder = mkdtempSync(join(tmpdir(), 'rimuru-test-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** That of the demo, where reports can be written. */
const config = join(folder, 'rimuru.config.ts')
writeText(config, readFileSync(join(ROOT, 'demo/rimuru.config.ts'), 'utf8').replaceAll("'home/", `'${DEMO_HOME}/`))
/** One with something in every list of its record: outside GitHub Actions the notifier sends nothing. */
const job = {
  schedule: '* * * * *',
  period: 'yesterday',
  export: ['json'],
  notify: ['github'],
  hooks: [{ plugin: join(ROOT, 'plugins/examples/cost-guard'), on: ['CostThreshold'] }],
}
writeText(join(folder, 'jobs/nightly.json'), JSON.stringify(job))

const printed = async (args: readonly string[]): Promise<string> =>
  (
    await runCli([...args, '--json', '--config', config], {
      home: DEMO_HOME,
      state: join(folder, 'state'),
      cwd: folder,
    })
  ).stdout

/** A change, a refusal, and something left out. */
const SYNC = ['--provider', 'litellm', '--from', join(folder, 'litellm.json')]
writeText(
  join(folder, 'litellm.json'),
  `{"sample_spec":{},${litellmText({ 'openai/gpt-5.5': { input: 6, output: 31 }, 'openai/gpt-5.2': { input: 99, output: 9 }, 'openai/gpt-9': { input: 1, output: 1 } }).slice(1)}`,
)

const DOCUMENTS: readonly (readonly [kind: string, args: readonly string[]])[] = [
  ['costs', ['costs', '--by', 'day,week,month,block,agent,model,project,branch,session,host,user']],
  ['sessions', ['sessions', 'list']],
  ['session', ['sessions', 'show', '2fd31e4f']],
  ['explain', ['explain']],
  ['agents', ['agents', 'scan']],
  ['models', ['models', 'list', '--all']],
  ['model', ['models', 'show', 'gpt-6-sol']],
  ['prices', ['prices']],
  ['price', ['prices', 'show', 'gpt-5.5']],
  ['prices-sync', ['prices', 'sync', ...SYNC]],
  ['prices-diff', ['prices', 'diff', ...SYNC]],
  ['prices-verify', ['prices', 'verify']],
  ['reprice', ['reprice', '--with', 'gpt-5.5']],
  ['doctor', ['doctor']],
  ['plugins', ['plugins', 'list']],
  ['plugin', ['plugins', 'info', 'csv']],
  ['plugin-new', ['plugins', 'new', 'mine']],
  ['plugin-check', ['plugins', 'check', 'csv']],
  ['export', ['export', 'csv', '--out', join(folder, 'costs.csv')]],
  ['run', ['run', 'nightly', '--date', '2026-11-19']],
  ['runs', ['runs', 'list']],
  ['jobs', ['jobs', 'list']],
  ['jobs-next', ['jobs', 'next']],
  ['budgets', ['budget', 'check']],
  ['notify-test', ['notify', 'test', 'github']],
  ['schedule', ['schedule', '--once']],
  ['schedule-install', ['schedule', 'install', '--systemd', '--dry-run']],
  ['init', ['init', 'new']],
  ['config', ['config', 'print']],
  ['config-validation', ['config', 'validate']],
  ['sql', ['sql', 'select 1 as one']],
  ['backup', ['backup', join(folder, 'backup')]],
  ['forget', ['forget', '--agent', 'codex']],
  ['completion', ['completion', 'bash']],
]

/** Sections that go on from another. */
const REFERS_TO: Readonly<Record<string, readonly string[]>> = {
  session: ['sessions'],
  model: ['models'],
  price: ['models'],
  'prices-diff': ['prices-sync', 'reprice', 'model'],
  'prices-sync': ['model'],
  plugin: ['plugins'],
  config: ['Budgets', 'Files and publishing'],
  run: ['budgets'],
  'report-run': ['budgets'],
}

/** What is printed by them one after another: some tell of what others did. */
const documents = new Map<string, string>()
beforeAll(async () => {
  for (const [kind, args] of DOCUMENTS) documents.set(kind, await printed(args))
}, 300_000)

it.each(DOCUMENTS)('documents every field of a document of kind %s', (kind) => {
  const document = JSON.parse(documents.get(kind)!) as Record<string, unknown>
  expect(document).toMatchObject({ schema_version: 1, kind })
  expect(undocumented(document, kind)).toEqual([])
})

it.each([
  ['report', 'report.json'],
  ['report-run', 'run.json'],
])('documents every field of a document of kind %s, which a run writes', (kind, name) => {
  const document = readJson(join(folder, 'reports/nightly/2026-11-19', name))
  expect(document).toMatchObject({ schema_version: 1, kind })
  expect(undocumented(document, kind)).toEqual([])
})

it('has something in each list of a run, so that none of its fields goes unseen', async () => {
  const run = JSON.parse(await printed(['runs', 'show', await idOfFirst('nightly')])) as Record<string, unknown>
  const lists = ['steps', 'outputs', 'deliveries', 'plugins', 'hooks', 'budgets']
  expect(lists.filter((list) => (run[list] as unknown[]).length === 0)).toEqual([])
})

async function idOfFirst(name: string): Promise<string> {
  const { runs } = JSON.parse(await printed(['runs', 'list'])) as { runs: { run_id: string; job: string }[] }
  return runs.findLast(({ job: of }) => of === name)!.run_id
}

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'))

function undocumented(document: unknown, kind: string): string[] {
  const documented = [shared, ...[kind].concat(REFERS_TO[kind] ?? []).map((name) => sections.get(name))].join()
  return [...fieldsOf(document, kind)].filter((field) => !documented.includes(`\`${field}\``))
}

it('shows a real document', async () => {
  const [, example = ''] = /```json\n([\s\S]*?)```/.exec(text) ?? []
  expect(example).toBe(await printed(['costs', '--by', 'model', '--since', '2026-11-17']))
})

/** Objects whose keys are names of something: tables, agents, settings. */
const KEYED = new Set(['backup rows', 'config sources', 'config origins', 'config budgets', 'plugin dependencies'])

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
