import type { ChildProcess } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, it, onTestFinished } from 'vitest'
import { startScript } from '../helpers/children.ts'
import { tempFolder, writeText } from '../helpers/folders.ts'
import { until } from '../helpers/running-plugins.ts'

const SCRIPT = join(import.meta.dirname, 'schedule-child.ts')

interface Started {
  readonly child: ChildProcess
  readonly said: Promise<string>
  readonly code: Promise<number | null>
}

function start(folder: string, ...more: string[]): Started {
  const child = startScript(SCRIPT, [folder, 'job.sh', ...more])
  onTestFinished(() => void child.kill('SIGKILL'))
  // What it has left behind may hold its stderr open.
  const code = new Promise<number | null>((resolve) => child.once('exit', resolve))
  return { child, said: text(child.stderr!), code }
}

/** A folder with a job that says that it runs, and where, and then does this. */
function folderOf(script: string): string {
  const folder = tempFolder()
  writeText(join(folder, 'job.sh'), `echo $$ >> '${folder}/pids'\n${script}\n`)
  return folder
}

const pidsOf = (folder: string): number[] =>
  existsSync(join(folder, 'pids')) ? readFileSync(join(folder, 'pids'), 'utf8').trim().split('\n').map(Number) : []

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    // Killed, and not yet fetched by whoever is its parent now.
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

const SLOW = 'sleep 30 & wait'

describe('a scheduler process', () => {
  it('is alone: a second one says whose process holds the schedule, and exits 1', async () => {
    const folder = folderOf(SLOW)
    const first = start(folder)
    await until(() => pidsOf(folder).length === 1)
    for (const more of [[], ['once']]) {
      const second = start(folder, ...more)
      expect(await second.code).toBe(1)
      expect(await second.said).toMatch(
        new RegExp(`^the schedule is already kept by process ${first.child.pid}, since 2\\d{3}-.*Z\n$`),
      )
    }
    expect(pidsOf(folder)).toHaveLength(1)
  })

  it('of several that start at once is one', async () => {
    const folder = folderOf(SLOW)
    const all = Array.from({ length: 5 }, () => start(folder))
    const codes = all.map(({ code }) => code)
    await until(() => all.filter(({ child }) => child.exitCode === 1).length === 4)
    const left = all.filter(({ child }) => child.exitCode === null)
    expect(left).toHaveLength(1)
    await until(() => pidsOf(folder).length === 1)
    left[0]!.child.kill('SIGTERM')
    expect((await Promise.all(codes)).sort()).toEqual([0, 1, 1, 1, 1])
  })

  it('that is killed leaves no run behind, and the next one starts at once and makes up for it', async () => {
    const folder = folderOf(SLOW)
    const first = start(folder)
    await until(() => pidsOf(folder).length === 1)
    first.child.kill('SIGKILL')
    await first.code
    const second = start(folder)
    await until(() => pidsOf(folder).length === 2)
    const [orphan, again] = pidsOf(folder)
    await until(() => !isAlive(orphan!))
    second.child.kill('SIGTERM')
    expect(await second.code).toBe(0)
    await until(() => !isAlive(again!))
  })

  it('that is told to stop passes it on, waits for its run, and exits 0', async () => {
    const folder = folderOf(`trap "echo cleaned up; exit 7" TERM\n${SLOW}`)
    const { child, said, code } = start(folder)
    await until(() => pidsOf(folder).length === 1)
    child.kill('SIGTERM')
    expect(await code).toBe(0)
    const lines = (await said).split('\n').map((line) => line.replace(/^\d{4}-\d\d-\d\dT[\d:.]+Z /, ''))
    expect(lines.slice(1).map((line) => line.replace(/[\d.]+ s$/, '1 s').replace(/\d{4}\S+Z/, 'then'))).toEqual([
      'job: starts for the slot of then',
      'job: told to end by SIGTERM',
      'cleaned up',
      'job: ended with exit code 7 after 1 s',
      'stopped by SIGTERM',
      '',
    ])
    // Also what its shell has started.
    await until(() => !isAlive(pidsOf(folder)[0]!))
  })

  it('runs what is due once, and then nothing', async () => {
    const folder = folderOf('exit 3')
    const first = start(folder, 'once')
    const done = JSON.parse(await text(first.child.stdout!)) as { job: string; slot: number; exitCode: number }[]
    expect(done).toMatchObject([{ job: 'job', exitCode: 3 }])
    expect(done[0]!.slot % 60_000).toBe(0)
    const memory = JSON.parse(readFileSync(join(folder, 'schedule.json'), 'utf8')) as {
      jobs: { job: { handled: string } }
    }
    expect(Date.parse(memory.jobs.job.handled)).toBe(done[0]!.slot)
  })
})
