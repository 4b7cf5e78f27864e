import { expect, it } from 'vitest'
import { homeWith } from '../helpers/homes.ts'
import { hookOf, jobRepository, notifierOf } from '../helpers/job-repository.ts'
import type { OwnPlugin } from '../helpers/job-repository.ts'

const RUN = ['daily', '--date', '2026-03-10']

function repositoryWith(
  bad: OwnPlugin,
  { failPolicy, ring }: { readonly failPolicy?: 'open'; readonly ring?: 'background' } = {},
) {
  const [good, own] = [hookOf('good'), notifierOf('own')]
  const repository = jobRepository({
    home: homeWith([{ time: '2026-03-10T10:00:00.000Z' }]),
    config: { plugins: { [bad.name]: { priority: 1, failPolicy } } },
    jobs: {
      daily: {
        period: 'yesterday',
        export: ['markdown'],
        notify: ['own'],
        hooks: [
          { plugin: bad.name, on: ['Custom:report'], ring },
          { plugin: 'good', on: ['Custom:report', 'MetricsExport'] },
        ],
      },
    },
    plugins: [bad, good, own],
  })
  const heard = () => good.calls<{ hook: string }>().map(({ hook }) => hook)
  const reported = () => repository.git('ls-tree', '-r', '--name-only', 'HEAD').includes('2026-03-10/report.md')
  return { ...repository, heard, reported, told: () => own.calls().length }
}

it('asks the others when a hook crashes, says which and why, and goes on where that is allowed', async () => {
  const { rimuru, heard, reported, told } = repositoryWith(hookOf('bad', 'process.exit(7)'), { failPolicy: 'open' })
  const { code, stdout } = await rimuru(['run', ...RUN])
  expect({ code, heard: heard(), reported: reported(), told: told() }).toEqual({
    code: 5,
    heard: ['Custom:report', 'MetricsExport'],
    reported: true,
    told: 1,
  })
  expect(stdout).toMatch(/failed +bad: its process ended with exit code 7/)
})

it('neither writes nor tells after a hook that could not be asked and has to be', async () => {
  const { run, heard, reported, told } = repositoryWith(hookOf('bad', "throw new Error('no idea')"))
  const { code, record } = await run(RUN)
  expect({ code, heard: heard(), reported: reported(), told: told() }).toEqual({
    code: 1,
    heard: ['Custom:report', 'MetricsExport'],
    reported: false,
    told: 0,
  })
  expect(record).toMatchObject({
    status: 'failed',
    stopped: 'bad failed at Custom:report, and its failPolicy is closed',
    plugins: expect.arrayContaining([
      { id: 'bad', kind: 'hook', verdict: 'failed', detail: 'no idea' },
      { id: 'good', kind: 'hook', verdict: 'ok', detail: null },
    ]) as unknown,
  })
})

it('is not held up or stopped by a hook in the background, and still says that it failed', async () => {
  const bad = hookOf('bad', "await new Promise((resolve) => setTimeout(resolve, 100))\nthrow new Error('too late')")
  const { run, heard, reported, told } = repositoryWith(bad, { failPolicy: 'open', ring: 'background' })
  const { code, record } = await run(RUN)
  expect({ code, heard: heard(), reported: reported(), told: told() }).toEqual({
    code: 5,
    heard: ['Custom:report', 'MetricsExport'],
    reported: true,
    told: 1,
  })
  expect(record.hooks).toContainEqual(
    expect.objectContaining({ plugin: 'bad', event: 'Custom:report', ring: 'background', action: 'failed' }),
  )
})

it('takes no orders from the background', async () => {
  const bad = hookOf('bad', "return { action: 'block', message: 'stop' }")
  const { run, reported } = repositoryWith(bad, { ring: 'background' })
  const { code, record, stderr } = await run(RUN)
  expect({ code, stopped: record.stopped, reported: reported() }).toEqual({ code: 0, stopped: null, reported: true })
  expect(stderr).toContain('plugin bad: its block for Custom:report counts for nothing in the ring background')
})
