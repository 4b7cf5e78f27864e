import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startReceiver } from '../helpers/receivers.ts'
import { commitsOf, DAY, git, madeNight, manifestOf, runDay, status, treeOf } from './night.ts'

/** An exporter of reports by the body of its function. */
const exporterOf = (name: string, body: string): Record<string, string> => ({
  [`plugins/${name}/plugin.toml`]: manifestOf(name),
  [`plugins/${name}/main.mjs`]: `import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { defineExporter, servePlugin } from 'rimuru/plugin-sdk'
await servePlugin(defineExporter({
  id: '${name}', name: '${name}', version: '1.0.0',
  format: 'txt', extension: 'txt', mediaType: 'text/plain',
  report(report, { add, out, ctx }) { ${body} },
}))
`,
})

/** It writes one more file, under this path. */
const writerOf = (name: string, path: string): Record<string, string> =>
  exporterOf(
    name,
    `if (${path.includes('/')}) mkdirSync(out + '/a')
     writeFileSync(out + ${JSON.stringify(`/${path}`)}, '${name}')
     add({ path: ${JSON.stringify(path)}, media_type: 'text/plain', rows: 0 })
     return []`,
  )

/** It ends in the middle of its work. */
const BROKEN = exporterOf('broken', `throw new Error('the disk of the exporter is full')`)

test('an exporter that fails ends the run: nothing is written, committed or sent; told to be lenient, the rest is there', async () => {
  const receiver = await startReceiver()
  const webhook = { config: { url: receiver.origin } }
  const night = madeNight({
    config: { plugins: { webhook } },
    job: { period: 'yesterday', export: ['markdown', 'broken'], notify: ['webhook'] },
    files: BROKEN,
  })
  const { root } = night

  const closed = await runDay(night)
  expect(closed).toMatchObject({ code: 1, stdout: '' })
  expect(closed.stderr).toMatch(/^error E4001: .*broken.*the disk of the exporter is full/m)
  expect(treeOf(root).filter((path) => path.startsWith('reports'))).toEqual([])
  expect(commitsOf(root)).toBe(1)
  expect(receiver.received).toEqual([])
  expect(existsSync(join(night.state, 'work'))).toBe(false)

  night.writeConfig({ timezone: 'UTC', plugins: { webhook, broken: { failPolicy: 'open' } } })
  git(root, 'commit', '-q', '-a', '-m', 'lenient')
  const open = await runDay(night)
  expect(open.code).toBe(5)
  expect(open.stdout).toMatch(/failed +broken: .*the disk of the exporter is full/)
  expect(treeOf(root)).toContain(`reports/nightly/${DAY}/report.md`)
  expect(commitsOf(root)).toBe(3)
  expect(receiver.received).toHaveLength(1)
  expect(status(root)).toEqual([])
})

test('an exporter is asked for one file after the other, so that none of them waits in vain for its turn', async () => {
  const blocking = `Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 800); return ['slowly']`
  const { root, run } = madeNight({
    config: { plugins: { slow: { timeoutMs: 1_500 } } },
    job: { period: 'yesterday', export: ['a', 'b', 'c'].map((name) => ({ plugin: 'slow', name })) },
    files: exporterOf('slow', blocking),
  })
  expect(await run('run', 'nightly', '--date', DAY, '--no-publish')).toMatchObject({ code: 0 })
  expect(treeOf(root).filter((path) => path.endsWith('.txt'))).toEqual(
    ['a', 'b', 'c'].map((name) => `reports/nightly/${DAY}/${name}.txt`),
  )
})

test.each([
  ['one of the host itself', 'run.json', 'two.md', 'run.json is a file of the run itself'],
  ['the same in other letters', 'One.md', 'one.md', 'one writes One.md, another one.md'],
  ['a folder for the other', 'a', 'a/b.md', 'one writes a, another a/b.md'],
])('of two files one of which would take the place of the other none is written: %s', async (_, one, two, why) => {
  const night = madeNight({
    job: { period: 'yesterday', export: ['markdown', { plugin: 'one', name: 'x' }, { plugin: 'two', name: 'y' }] },
    files: { ...writerOf('one', one), ...writerOf('two', two) },
  })
  const { code, stderr } = await runDay(night)
  expect(code).toBe(2)
  expect(stderr).toContain(`error E3001: export: ${why}`)
  expect(treeOf(night.root).filter((path) => path.startsWith('reports'))).toEqual([])
})

test('what an exporter has published stays while it fails', async () => {
  const body = `if (existsSync(ctx.dataDir + '/fail')) throw new Error('the disk is full'); return ['notes']`
  const night = madeNight({
    config: { plugins: { notes: { failPolicy: 'open' } } },
    job: { period: 'yesterday', export: ['markdown', { plugin: 'notes', name: 'notes' }] },
    files: exporterOf('notes', body),
  })
  const published = (): string[] => treeOf(night.root).filter((path) => path.startsWith('reports/nightly'))
  expect(await runDay(night)).toMatchObject({ code: 0 })
  const before = published()
  expect(before).toContain(`reports/nightly/${DAY}/notes.txt`)

  writeFileSync(join(night.state, 'plugins/notes/fail'), '')
  expect(await runDay(night)).toMatchObject({ code: 5 })
  expect(published()).toEqual(before)
  expect(status(night.root)).toEqual([])

  rmSync(join(night.state, 'plugins/notes/fail'))
  night.writeJob({ period: 'yesterday', export: ['markdown'] })
  git(night.root, 'commit', '-q', '-a', '-m', 'without notes')
  expect(await runDay(night)).toMatchObject({ code: 0 })
  expect(published()).toEqual(before.filter((path) => !path.endsWith('notes.txt')))
  expect(status(night.root)).toEqual([])
})

test('a day without usage is a report like any other, also for exporters that write a file for each section', async () => {
  const exports = ['markdown', 'csv', 'parquet', { plugin: 'csv', data: 'costs' as const }]
  const night = madeNight({ job: { period: 'yesterday', export: exports } })

  const { code, stderr } = await night.run('run', 'nightly', '--date', '2026-10-01')

  expect(stderr).not.toContain('error')
  expect(code).toBe(0)
  const written = treeOf(join(night.root, 'reports/nightly')).map((path) => path.split('/').at(-1))
  expect(written.sort()).toEqual(['costs.csv', 'report.md', 'run.json'])
})
