import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { startCli } from '../helpers/cli.ts'
import { homeWith } from '../helpers/homes.ts'
import { hookOf, jobRepository, notifierOf } from '../helpers/job-repository.ts'
import type { JobRepository, OwnPlugin } from '../helpers/job-repository.ts'
import { processesWith, until } from '../helpers/running-plugins.ts'

const DAY = '2026-03-01'
const RUN = ['run', 'night', '--date', DAY]
const home = (): string => homeWith([{ time: `${DAY}T10:00:00Z` }])
const FOREVER = 'await new Promise((resolve) => globalThis.setTimeout(resolve, 600_000))'

/** Presses Ctrl-C as soon as a plugin was asked something. */
async function interrupted({ root, state, home: at }: JobRepository, asked: OwnPlugin, signal: 'SIGINT' | 'SIGTERM') {
  const child = startCli(RUN, { home: at, state, cwd: root, env: { GIT_CONFIG_GLOBAL: '/dev/null' } })
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve))
  const output = Promise.all([text(child.stdout), text(child.stderr)])
  await until(() => asked.calls().length > 0, 30_000)
  child.kill(signal)
  const code = await ended
  // Nobody may be left once it has ended, not even for a moment.
  const left = processesWith(state)
  const [stdout, stderr] = await output
  return { code, left, stdout, said: stderr.trimEnd().split('\n') }
}

describe('Ctrl-C', () => {
  it('while a hook thinks: exit 130, one word about it, no process left, nothing written', async () => {
    const slow = hookOf('slow', FOREVER)
    const there = jobRepository({
      home: home(),
      plugins: [slow],
      jobs: {
        night: { period: 'yesterday', export: ['markdown'], hooks: [{ plugin: 'slow', on: ['CostThreshold'] }] },
      },
    })
    const { code, left, stdout, said } = await interrupted(there, slow, 'SIGINT')
    expect({ code, left, stdout }).toEqual({ code: 130, left: [], stdout: '' })
    expect(said.slice(3)).toEqual(['✖ Adding up        interrupted', 'interrupted'])
    expect(existsSync(join(there.root, 'reports'))).toBe(false)
    expect(existsSync(join(there.state, 'work'))).toBe(false)
    const { stdout: runs } = await there.rimuru(['runs', '--json'])
    expect(JSON.parse(runs)).toMatchObject({ runs: [{ status: 'interrupted', exit_code: 130 }] })
  })

  it('while somebody is told: the report is committed, and the next run does not tell it twice', async () => {
    const slow = notifierOf('slow', `if (!globalThis.process.env.QUICK) ${FOREVER}\nreturn { delivered: true }`)
    const there = jobRepository({
      home: home(),
      plugins: [slow],
      jobs: { night: { period: 'yesterday', export: ['markdown'], notify: ['slow'] } },
    })
    const { code, left, said } = await interrupted(there, slow, 'SIGTERM')
    expect({ code, left }).toEqual({ code: 130, left: [] })
    expect(said.at(-1)).toBe('interrupted')
    expect(there.git('status', '--short')).toBe('')
    expect(there.git('log', '--format=%s').split('\n')).toHaveLength(2)
    const again = await there.rimuru(RUN)
    expect(again.code).toBe(5)
    expect(again.stdout).toMatch(/^unknown {2}slow, digest: an earlier run may have sent it; --resend sends it again$/m)
    expect(slow.calls()).toHaveLength(1)
  })
})
