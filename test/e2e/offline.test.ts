import { expect, test } from 'vitest'
import { tempFolder } from '../helpers/folders.ts'
import { startReceiver } from '../helpers/receivers.ts'
import { commitsOf, git, JOB, madeNight, manifestOf, runDay } from './night.ts'

test('with --offline a run tells nobody and pushes nothing; the next one does both', async () => {
  const remote = tempFolder()
  git(remote, 'init', '-q', '--bare', '-b', 'main')
  const night = madeNight({
    job: { ...JOB, notify: ['webhook'], publish: { mode: 'push' } },
    // Nobody answers there.
    config: { plugins: { webhook: { config: { url: 'http://127.0.0.1:9', deadline_ms: 100 } } } },
  })
  git(night.root, 'remote', 'add', 'origin', remote)
  git(night.root, 'push', '-q', 'origin', 'main')

  expect(await runDay(night, '--offline')).toMatchObject({ code: 0 })
  expect([commitsOf(night.root), commitsOf(remote)]).toEqual([2, 1])
  expect(await night.run('notify', 'test', 'webhook', '--offline')).toMatchObject({ code: 2 })

  expect(await runDay(night)).toMatchObject({ code: 5 })
  expect([commitsOf(night.root), commitsOf(remote)]).toEqual([2, 2])
})

test('with --offline no plugin reaches the network through its host', async () => {
  const { origin, received } = await startReceiver()
  const night = madeNight({
    config: { plugins: { asking: { grants: { network: [origin] } } } },
    job: { period: 'yesterday', export: ['asking'] },
    files: {
      'plugins/asking/plugin.toml': `${manifestOf('asking')}\n[permissions]\nnetwork = ["${origin}"]\n`,
      'plugins/asking/main.mjs': `import { defineExporter, servePlugin } from 'rimuru/plugin-sdk'
const ask = async function* (rows, { ctx }) {
  for await (const row of rows) void row
  yield (await ctx.fetch('${origin}/').catch(({ cause, message }) => ({ text: () => cause + ': ' + message }))).text()
}
await servePlugin(defineExporter({
  id: 'asking', name: 'asking', version: '1.0.0',
  format: 'txt', extension: 'txt', mediaType: 'text/plain',
  costs: ask, report: (_, call) => ask([], call),
}))
`,
    },
  })

  expect(await night.run('export', 'asking', '--offline')).toMatchObject({
    code: 0,
    stdout: 'denied: no network is used with --offline',
  })
  expect(await runDay(night, '--offline')).toMatchObject({ code: 0 })
  expect(await night.run('plugins', 'check', 'asking', '--offline')).toMatchObject({ code: 0 })
  expect(await night.run('plugins', 'check', 'webhook', '--send', '--offline')).toMatchObject({ code: 2 })
  expect(received).toEqual([])

  expect(await night.run('export', 'asking')).toMatchObject({ code: 0 })
  expect(received).toHaveLength(1)
})
