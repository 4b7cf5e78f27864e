import { chmodSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { namesIn } from '../git/repos.ts'
import { tempFolder, writeText } from '../helpers/folders.ts'
import { startReceiver } from '../helpers/receivers.ts'
import { killWhen, madeGate } from './kill.ts'
import { commitsOf, contentsOf, git, historyOf, JOB, madeNight, runDay, status } from './night.ts'

const WAIT = '#!/bin/sh\n: > ARRIVED\nwhile [ ! -e GO ]; do sleep 0.02; done\n'

test(
  'killed at every step, and inside of those with an effect: the next run heals, and all of it is done once',
  { timeout: 180_000 },
  async () => {
    const receiver = await startReceiver()
    const gate = madeGate()
    const night = madeNight({
      config: { plugins: { webhook: { config: { url: receiver.origin } } } },
      job: { ...JOB, export: ['markdown', 'gate'], notify: ['webhook'], publish: { mode: 'push' } },
      files: gate.files,
      env: { PATH: gate.path },
    })
    const { root } = night
    const bare = join(tempFolder(), 'shared.git')
    git(root, 'clone', '-q', '--bare', root, bare)
    git(root, 'remote', 'add', 'origin', bare)
    git(root, 'fetch', '-q', 'origin')
    const seen: Record<string, string>[] = []
    const look = (): void => {
      seen.push(contentsOf(join(root, 'reports')))
      expect(receiver.received).toEqual([])
    }

    // Between the steps.
    for (const line of ['Looking for data', 'Reading logs', 'Pricing', 'Adding up']) {
      await killWhen(night, (said) => said.includes(line))
      expect(status(root), line).toEqual([])
    }
    // Inside of export.
    gate.holdExporter()
    await killWhen(night, gate.isReached, gate.open)
    expect(status(root)).toEqual([])
    // Inside of publish: the files are written; a commit is about to be made; made; on the branch; and pushed.
    for (const [command, commits] of [
      ['check-ignore', 1],
      ['commit-tree', 1],
      ['update-ref', 1],
      ['reset', 2],
      ['push', 2],
    ] as const) {
      gate.holdGit(command)
      await killWhen(night, gate.isReached, gate.open)
      look()
      expect(commitsOf(root), command).toBe(commits)
      expect(commitsOf(bare, 'main'), command).toBe(1)
    }
    // What the remote has got, but not said yet.
    const [arrived, go] = [join(tempFolder(), 'arrived'), join(tempFolder(), 'go')]
    const hook = writeText(join(bare, 'hooks/post-receive'), WAIT.replace('ARRIVED', arrived).replace('GO', go))
    chmodSync(hook, 0o755)
    await killWhen(
      night,
      () => existsSync(arrived),
      () => writeText(go, ''),
    )
    look()
    expect(commitsOf(bare, 'main')).toBe(2)

    const last = await runDay(night)
    const reports = contentsOf(join(root, 'reports'))

    expect(last.code).toBe(0)
    expect(receiver.received).toHaveLength(1)
    expect([commitsOf(root), commitsOf(bare, 'main')]).toEqual([2, 2])
    expect(git(bare, 'rev-parse', 'main')).toBe(git(root, 'rev-parse', 'HEAD'))
    expect(namesIn(root).toSorted()).toEqual(
      Object.keys(reports)
        .map((name) => `reports/${name}`)
        .toSorted(),
    )
    expect(status(root)).toEqual([])
    // What a run that was cut off has left is whole, and nothing else.
    for (const left of seen) expect(reports).toMatchObject(left)
    expect(existsSync(join(night.state, 'work'))).toBe(false)
    expect((await historyOf(night)).map((run) => run.status)).toEqual([...Array(10).fill('interrupted'), 'ok'])

    expect(await runDay(night)).toMatchObject({ code: 0, stderr: expect.stringContaining('nothing to push') })
    expect(receiver.received).toHaveLength(1)
    expect(commitsOf(bare, 'main')).toBe(2)
  },
)
