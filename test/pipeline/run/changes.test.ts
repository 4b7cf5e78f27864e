import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { changesText } from '../../../src/pipeline/run/changes.ts'
import type { Output, RunContext, Target } from '../../../src/pipeline/run/context.ts'
import { tempFolder, writeText } from '../../helpers/folders.ts'

const PLAIN = { media_type: 'text/markdown', rows: 0, sha256: '' }

/** What would be said of a file that is there and the one that would take its place. */
async function changeOf(name: string, before: string, after: string, mode = 0o644): Promise<string> {
  const configDir = tempFolder()
  const path = `job/day/${name}`
  const to = writeText(join(configDir, 'reports', path), before)
  const from = writeText(join(tempFolder(), name), after)
  chmodSync(to, mode)
  const target: Target = { file: { ...PLAIN, path: name }, from, to }
  const output: Output = { ...PLAIN, path, bytes: 1, change: 'changed' }
  const context = { job: { publish: null }, configDir, signal: new AbortController().signal } as unknown as RunContext
  return changesText(context, { outputs: [output], targets: [target] })
}

it('shows the lines that would change', async () => {
  const text = await changeOf('report.md', 'one\n- two\nthree\n', 'one\n- 2\nthree\nfour\n')
  expect(text).toBe('job/day/report.md: +2 -1 lines\n  -- two\n  +- 2\n  +four')
})

it('shows the same where every file may be executed, as on a disk of Windows', async () => {
  const text = await changeOf('report.md', 'one\ntwo\n', 'one\n2\n', 0o755)
  expect(text).toBe('job/day/report.md: +1 -1 lines\n  -two\n  +2')
})

it('counts the lines of what nobody reads', async () => {
  expect(await changeOf('report.html', '<p>1\n', '<p>2\n')).toBe('job/day/report.html: +1 -1 lines')
  expect(await changeOf('report.parquet', 'a\0b', 'a\0c')).toBe('job/day/report.parquet: +0 -0 lines')
})
