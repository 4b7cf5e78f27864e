import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { until } from '../helpers/running-plugins.ts'
import { startMailbox } from './mailbox.ts'
import { commitsOf, DAY, historyOf, JOB, madeNight, status } from './night.ts'

test('of two runs at the same time the second waits, and then finds nothing to do', async () => {
  const mailbox = await startMailbox()
  const config = { plugins: { webhook: { config: { url: mailbox.origin } } } }
  const night = madeNight({ config, job: { ...JOB, notify: ['webhook'] } })

  const first = night.start('run', 'nightly', '--date', DAY)
  first.stdout.resume()
  first.stderr.resume()
  await until(() => mailbox.keys.length === 1, 30_000)
  const second = night.start('run', 'nightly', '--date', DAY)
  const said = text(second.stdout)
  let progress = ''
  second.stderr.setEncoding('utf8').on('data', (part: string) => (progress += part))
  await until(() => progress.includes('holds the warehouse'), 30_000)
  expect(progress).toContain(`waiting for process ${first.pid}, which holds the warehouse`)
  const ended = Promise.all([once(first, 'exit'), once(second, 'exit')])
  mailbox.answer()

  expect(await ended).toEqual([
    [0, null],
    [0, null],
  ])
  expect(await said).toContain('$0.02 on 2026-11-19')
  expect(progress).toContain('nothing to commit')
  expect(mailbox.keys).toHaveLength(1)
  expect(commitsOf(night.root)).toBe(2)
  expect(status(night.root)).toEqual([])
  expect((await historyOf(night)).map((run) => run.status)).toEqual(['ok', 'ok'])
})
