import { expect, test } from 'vitest'
import { tempFolder } from '../helpers/folders.ts'
import { commitsOf, git, JOB, madeNight, runDay } from './night.ts'

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
