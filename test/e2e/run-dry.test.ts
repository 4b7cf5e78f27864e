import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { jsonOf } from '../helpers/cli.ts'
import { writeText } from '../helpers/folders.ts'
import { recordOf } from '../helpers/homes.ts'
import { startReceiver } from '../helpers/receivers.ts'
import { commitsOf, DAY, filesOf, historyOf, JOB, madeNight, manifestOf, runDay, status } from './night.ts'
import type { Night } from './night.ts'

async function usageIn({ options }: Night): Promise<unknown> {
  const { rows } = await jsonOf<{ rows: unknown }>(['sql', 'select count(*) from entry'], options)
  return rows
}

test('a dry run says what every step would do, and changes nothing: no file, no commit, no usage, nothing sent', async () => {
  const receiver = await startReceiver()
  const config = { plugins: { webhook: { config: { url: receiver.origin } } } }
  const night = madeNight({ config, job: { ...JOB, notify: ['webhook'] } })
  const { root } = night
  const before = filesOf(root)

  const first = await runDay(night, '--dry-run')

  expect(first.code).toBe(0)
  const fresh = first.stdout.match(/ new$/gm) ?? []
  expect(first.stderr).toContain(`would commit ${fresh.length} files`)
  expect(first.stderr).toMatch(/webhook would be told: \$0\.02 for AI coding agents/)
  expect(first.stdout).toMatch(/^nightly\/2026-11-19\/report\.md .* new$/m)
  expect(first.stdout).toMatch(/^README\.md .* new$/m)
  expect(filesOf(root)).toEqual(before)
  expect(commitsOf(root)).toBe(1)
  expect(receiver.received).toEqual([])
  expect(await historyOf(night)).toEqual([])
  expect(await usageIn(night)).toEqual([[0]])

  expect((await runDay(night)).code).toBe(0)
  const written = filesOf(root)
  writeText(join(night.home, '.claude/projects/-work/late.jsonl'), `${recordOf({ time: `${DAY}T23:00:00Z` }, 9)}\n`)
  const late = await runDay(night, '--dry-run')

  expect(late.code).toBe(0)
  expect(late.stdout).toMatch(/^nightly\/2026-11-19\/costs\.csv .* changed$/m)
  expect(late.stderr).toContain(`nightly/${DAY}/costs.csv: +1 -0 lines\n  +msg_9:req_9,${DAY}T23:00:00.000Z,`)
  expect(late.stderr).toMatch(/^ {2}-\| \[.*\| 2 \|.*\n {2}\+\| \[.* \| 3 \|/m)
  expect(filesOf(root)).toEqual(written)
  expect(commitsOf(root)).toBe(2)
  expect(receiver.received).toHaveLength(1)
  expect(await historyOf(night)).toHaveLength(1)
  expect(await usageIn(night)).toEqual([[3]])
  expect(existsSync(join(night.state, 'work'))).toBe(false)
  expect(status(root)).toEqual([])
})

const COUNTER = `
import { defineExporter, servePlugin } from 'rimuru/plugin-sdk'
await servePlugin(defineExporter({
  id: 'counter', name: 'Counter', version: '1.0.0', format: 'text', extension: 'txt', mediaType: 'text/plain',
  async *report(report, { ctx }) {
    const before = Number((await ctx.kv.get('reports')) ?? 0)
    await ctx.kv.set('reports', String(before + 1))
    yield before + ' before'
  },
}))`

test('what plugins keep in a dry run is gone with it, as are the counts of their calls', async () => {
  const files = { 'plugins/counter/plugin.toml': manifestOf('counter'), 'plugins/counter/main.mjs': COUNTER }
  const night = madeNight({ job: { ...JOB, export: ['counter'] }, files })
  const known = async (): Promise<unknown[]> => {
    const { rows } = await jsonOf<{ rows: unknown }>(['sql', 'from plugin_kv'], night.options)
    const { health } = await jsonOf<{ health: { calls: number } | null }>(['plugins', 'info', 'counter'], night.options)
    return [rows, health?.calls ?? null]
  }

  expect((await runDay(night, '--dry-run')).code).toBe(0)
  expect(await known()).toEqual([[], null])
  expect((await runDay(night)).code).toBe(0)
  const once = [[['counter', 'reports', '1']], 1]
  expect(await known()).toEqual(once)
  expect((await runDay(night, '--dry-run')).stdout).toMatch(/report\.txt .* changed$/m)
  expect(await known()).toEqual(once)
})

test('a dry run where nothing would change says so', async () => {
  const night = madeNight()
  await runDay(night)

  const { code, stdout, stderr } = await runDay(night, '--dry-run')

  expect(code).toBe(0)
  expect(stderr).toContain('no file would change')
  expect(stdout).not.toMatch(/ (new|changed|removed)$/m)
})
