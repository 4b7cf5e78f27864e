import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { JOB_PERIODS, PUBLISH_MODES, RINGS, SECTIONS } from '../../src/config/job-types.ts'
import { createJobSchema } from '../../src/config/schema-jobs.ts'
import { budgetsSchema } from '../../src/config/schema-budgets.ts'
import { publishSchema } from '../../src/config/schema-publish.ts'
import { STEPS } from '../../src/pipeline/steps.ts'
import { runCli } from '../helpers/cli.ts'
import { tempFolder, writeText } from '../helpers/folders.ts'
import { ROOT } from '../helpers/imports.ts'

const text = readFileSync(join(ROOT, 'docs/jobs.md'), 'utf8')
const prose = text.replaceAll(/```[\s\S]*?```/g, '')
const words = new Set([...prose.matchAll(/`([^`\n]+)`/g)].flatMap(([, code]) => code!.match(/[\w-]+/g) ?? []))
const isNamed = (name: string): boolean => words.has(name)

it.each([
  ['a job', createJobSchema()],
  ['budgets', budgetsSchema()],
  ['publish', publishSchema()],
])('documents every key of %s', (_, schema) => {
  const keys = keysOf(z.toJSONSchema(schema))
  expect(keys.size).toBeGreaterThan(5)
  expect([...keys].filter((key) => !isNamed(key))).toEqual([])
})

it('documents every period, section, ring and way to publish, and every step', () => {
  expect([...JOB_PERIODS, ...SECTIONS, ...RINGS, ...PUBLISH_MODES].filter((name) => !isNamed(name))).toEqual([])
  const steps = [...text.matchAll(/^\| ([A-Z]\w+(?: \w+)*) \|/gm)].map(([, title]) => title)
  expect(steps).toEqual(STEPS.map(({ title }) => title))
})

it('has examples of jobs and budgets that are valid', async () => {
  const folder = tempFolder()
  const blocks = [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, block]) => block!)
  const jobs = blocks.filter((block) => block.includes('defineJob('))
  const [budgets = ''] = blocks.filter((block) => block.startsWith('budgets:'))
  const shop = "{ name: 'shop', amount: 1, period: 'day' }"
  const config = `import { defineConfig } from 'rimuru'\nexport default defineConfig({ version: 1, ${budgets} })\n`
  writeText(join(folder, 'rimuru.config.ts'), config.replace('budgets: [', `budgets: [${shop}, `))
  for (const [i, job] of jobs.entries()) {
    const head = job.includes('import ') ? '' : "import { defineJob } from 'rimuru'\n"
    writeText(join(folder, `jobs/example-${i}.ts`), head + job)
  }
  const { stdout } = await runCli(['jobs', '--json'], { cwd: folder })
  const listed = (JSON.parse(stdout) as { jobs: { name: string; problem: string | null }[] }).jobs
  expect(listed.filter(({ name }) => name.startsWith('example-'))).toHaveLength(2)
  expect(listed.filter(({ problem }) => problem !== null)).toEqual([])
})

function keysOf(schema: unknown, found = new Set<string>()): Set<string> {
  if (typeof schema !== 'object' || schema === null) return found
  const { properties } = schema as { properties?: object }
  for (const key of Object.keys(properties ?? {})) found.add(key)
  for (const inner of Object.values(schema)) keysOf(inner, found)
  return found
}
