import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tempFolder } from '../helpers/folders.ts'
import { startReceiver } from '../helpers/receivers.ts'
import { commitsOf, historyOf, JOB, madeNight, runDay, treeOf } from './night.ts'

test('without any data it succeeds, names the places where it looked, and writes, commits and sends nothing', async () => {
  const receiver = await startReceiver()
  const config = { plugins: { webhook: { config: { url: receiver.origin } } } }
  const night = madeNight({ home: tempFolder(), config, job: { ...JOB, notify: ['webhook'] } })
  const before = treeOf(night.root)

  const { code, stdout, stderr } = await runDay(night)

  expect(code).toBe(0)
  expect(stdout).toBe('Nothing was found to report from, so nothing was written.\n')
  expect(stderr).toContain(`Looked in:\n  Claude Code: ${join(night.home, '.claude')} (not there)\n`)
  expect(stderr).toContain(`  Codex: ${join(night.home, '.codex')} (not there)\n`)
  expect(treeOf(night.root)).toEqual(before)
  expect(commitsOf(night.root)).toBe(1)
  expect(receiver.received).toEqual([])
  expect(await historyOf(night)).toMatchObject([{ status: 'unknown', exit_code: 0 }])
})

test('where the logs are gone but their history is not, it reports from that', async () => {
  const night = madeNight()
  await runDay(night)
  rmSync(join(night.home, '.claude'), { recursive: true })

  const { code, stdout, stderr } = await runDay(night)

  expect(code).toBe(0)
  expect(stdout).toContain('$0.02 on 2026-11-19, 2 requests')
  expect(stderr).toContain('nothing to commit')
  expect(commitsOf(night.root)).toBe(2)
})
