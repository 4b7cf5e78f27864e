import { existsSync } from 'node:fs'
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
  report(report, { add, out }) { ${body} },
}))
`,
})

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
