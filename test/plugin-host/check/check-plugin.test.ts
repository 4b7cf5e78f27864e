import { spawnSync } from 'node:child_process'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkPlugin } from '../../../src/plugin-host/check/check-plugin.ts'
import type { CheckReport } from '../../../src/plugin-host/check/checks.ts'
import { findPlugin } from '../../../src/plugin-host/find.ts'
import { DEFAULT_SETTINGS } from '../../../src/plugin-host/plan.ts'
import { tempFolder } from '../../helpers/folders.ts'
import { ROOT } from '../../helpers/imports.ts'

const FIXTURES = join(ROOT, 'test/fixtures/plugins')
const BROKEN = join(FIXTURES, 'broken')
const hasPython = spawnSync('python3', ['--version']).status === 0

async function check(path: string, send = false): Promise<CheckReport> {
  const cwd = tempFolder()
  const plugin = await findPlugin(path, { cwd, configDir: cwd, home: cwd })
  return checkPlugin(plugin, {
    settings: DEFAULT_SETTINGS,
    plan: { configDir: cwd, env: { PATH: process.env.PATH }, compileCache: null },
    send,
    tell: () => undefined,
  })
}

/** The first check that fails, and why. */
const firstFailure = ({ checks }: CheckReport): string | undefined => {
  const failed = checks.find(({ ok }) => !ok)
  return failed && `${failed.name}: ${failed.detail}`
}

/** Each breaks one thing; the reason has to name it. */
const VERDICTS: Readonly<Record<string, string>> = {
  'bad-metadata': 'metadata: --metadata did not print JSON',
  'no-hello': 'start: it did not say hello within 5 s',
  'other-protocol': 'start: it speaks protocol ^2.0.0, this Rimuru speaks 1.1.0',
  crashes: 'export/costs: its process ended with exit code 1',
  'exits-in-call': 'export/costs: its process ended with exit code 0',
  hangs: 'export/costs: no answer within 5 s',
  'wrong-id': 'export/costs: no answer within 5 s, one came with an id that nobody has asked for',
  'half-frame': 'export/costs: no answer within 5 s, it began a frame and did not end it',
  'garbage-frames': 'export/costs: a frame is not JSON',
  'announces-4gb': 'export/costs: a frame of 4294967295 bytes was announced, 1048576 are allowed',
  'loses-rows': 'export/costs: it was given 3 rows and wrote 2',
  'writes-more': 'export/costs: it wrote untold.txt and does not say so',
  'wrong-sha256': `export/costs: check.txt has the sha256 da69f286f03c0d2131b3f95afe7c8d31b4f65cbf5ca49a12c41d8bf02d366a34, it says ${'0'.repeat(64)}`,
  'silent-on-unknown': 'unknown call: no answer within 5 s',
  'ignores-shutdown': 'shutdown: it did not end within 2 s of being asked to',
  'leaves-grandchild': 'leftovers: it left 6 processes behind',
  'floods-stderr': 'output: it says more than anybody reads: 118000 more lines on stderr were dropped',
}

describe('the check of a plugin', () => {
  it.concurrent.each(Object.entries(VERDICTS))(
    'fails one that is broken, by name: %s',
    async (name, verdict) => {
      const report = await check(join(BROKEN, name))
      expect(report.ok).toBe(false)
      expect(firstFailure(report)).toBe(verdict)
    },
    60_000,
  )

  it('knows a verdict for every broken plugin there is', () => {
    const folders = readdirSync(BROKEN, { withFileTypes: true }).filter((entry) => entry.isDirectory())
    expect(folders.map(({ name }) => name).sort()).toEqual([...Object.keys(VERDICTS), 'prints-to-stdout'].sort())
  })

  it('passes one that prints to stdout, which is no part of the wire', async () => {
    const report = await check(join(BROKEN, 'prints-to-stdout'))
    expect(firstFailure(report)).toBeUndefined()
    expect(report.checks.find(({ name }) => name === 'output')?.detail).toMatch(/^12 lines/)
  })

  it.concurrent.each(['csv', 'json', 'ndjson', 'markdown', 'html', 'xml', 'parquet'])(
    'passes the built-in exporter %s',
    async (name) => {
      const report = await check(name)
      expect(firstFailure(report)).toBeUndefined()
      expect(report.plugin).toMatchObject({ id: name, kind: 'exporter' })
      const done = report.checks.filter(({ skipped }) => !skipped).map((each) => each.name)
      expect(done).toEqual([
        'config',
        'metadata',
        'start',
        'check',
        'export/costs',
        'export/costs, no rows',
        'export/sessions',
        'export/sessions, no rows',
        'export/report',
        'export/report, no usage',
        'calls',
        'unknown call',
        'shutdown',
        'leftovers',
        'broken frame',
        'output',
      ])
    },
    30_000,
  )

  it.concurrent.each(['xml-exporter', 'webhook-notifier'])(
    'passes the example %s',
    async (name) => {
      expect(firstFailure(await check(join(ROOT, 'plugins/examples', name)))).toBeUndefined()
    },
    30_000,
  )

  it('sends something only when it is told to', async () => {
    const webhook = join(ROOT, 'plugins/examples/webhook-notifier')
    const quiet = await check(webhook)
    expect(quiet.checks.find(({ name }) => name === 'notify')).toMatchObject({ skipped: true })
    // Its origin was not granted, so it is refused: but it was tried.
    expect(firstFailure(await check(webhook, true))).toContain('notify')
  }, 30_000)
})

describe.skipIf(!hasPython)('the check of a plugin in Python (needs python3)', () => {
  it.each(['ndjson-exporter', 'jsonl-agent'])('passes the example %s', async (name) => {
    expect(firstFailure(await check(join(ROOT, 'plugins/examples', name)))).toBeUndefined()
  })

  it.each(['toru-python/my_plugin.py', 'toru-minimal/my_plugin.py', 'toru-strings/my_plugin.py'])(
    'passes a plugin of the base protocol as it is: %s',
    async (path) => {
      const report = await check(join(FIXTURES, path))
      expect(firstFailure(report)).toBeUndefined()
      expect(report.plugin).toMatchObject({ id: 'my-plugin', kind: null })
      const skipped = report.checks.filter((each) => each.skipped).map(({ name }) => name)
      expect(skipped).toEqual(['check', 'calls', 'unknown call'])
      expect(report.checks.find(({ name }) => name === 'kv')?.detail).toBe(
        path.startsWith('toru-minimal') ? 'answered, and kept nothing' : 'set, read and deleted',
      )
    },
  )

  it('fails a program of the base protocol that takes no connection', async () => {
    const path = join(tempFolder(), 'plugin.py')
    const program = `#!/usr/bin/env python3
import json, sys, time
if '--metadata' in sys.argv:
    print(json.dumps({'id': 'deaf', 'name': 'Deaf', 'version': '1', 'icon': '', 'route': '/deaf'}))
else:
    time.sleep(60)
`
    writeFileSync(path, program, { mode: 0o755 })
    expect(firstFailure(await check(path))).toBe('start: it did not listen on its socket within 5 s')
  }, 20_000)
})
