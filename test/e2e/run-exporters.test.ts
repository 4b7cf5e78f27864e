import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startReceiver } from '../helpers/receivers.ts'
import { commitsOf, DAY, git, madeNight, manifestOf, runDay, status, treeOf } from './night.ts'

/** An exporter that ends in the middle of its work. */
const BROKEN = {
  'plugins/broken/plugin.toml': manifestOf('broken'),
  'plugins/broken/main.mjs': `import { defineExporter, servePlugin } from 'rimuru/plugin-sdk'
await servePlugin(defineExporter({
  id: 'broken', name: 'broken', version: '1.0.0',
  format: 'txt', extension: 'txt', mediaType: 'text/plain',
  report() { throw new Error('the disk of the exporter is full') },
}))
`,
}

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
