import { createHmac } from 'node:crypto'
import { appendFileSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { homeWith, recordOf } from '../helpers/homes.ts'
import { jobRepository } from '../helpers/job-repository.ts'
import { startReceiver } from '../helpers/receivers.ts'
import type { Received } from '../helpers/receivers.ts'

const SECRET = 'made-up-signing-secret'
const ENV = { HOOK_SECRET: SECRET }
const BUSY = { status: 503, headers: { 'retry-after': '0' } }

function repositoryWith(url: string) {
  const home = homeWith([{ time: '2026-03-10T10:00:00.000Z' }, { time: '2026-03-11T10:00:00.000Z' }])
  const webhook = { config: { url, secret_env: 'HOOK_SECRET' }, grants: { network: [url], env: ['HOOK_SECRET'] } }
  const daily = { period: 'yesterday', export: ['markdown'], notify: ['webhook'] } as const
  return jobRepository({ home, config: { plugins: { webhook } }, jobs: { daily } })
}

const keyOf = ({ headers }: Received): unknown => headers['idempotency-key']

it('delivers once to an endpoint that fails twice and then answers, each try signed and with the same key', async () => {
  const { origin, received } = await startReceiver(BUSY, BUSY, { status: 202 })
  const { run } = repositoryWith(origin)

  const { code, record } = await run(['daily', '--date', '2026-03-10'], ENV)
  expect({ code, deliveries: record.deliveries }).toEqual({
    code: 0,
    deliveries: [{ plugin: 'webhook', subject: 'digest', state: 'delivered', detail: null }],
  })
  expect(received).toHaveLength(3)
  expect(new Set(received.map(keyOf)).size).toBe(1)
  expect(new Set(received.map(({ body }) => body)).size).toBe(1)
  for (const { headers, body } of received) {
    const signature = createHmac('sha256', SECRET).update(`${String(headers['x-rimuru-timestamp'])}.${body}`)
    expect(headers['x-rimuru-signature']).toBe(`v1=${signature.digest('hex')}`)
  }
  expect(JSON.parse(received[0]!.body)).toMatchObject({
    notification: { metadata: { kind: 'digest', job: 'daily', report_path: 'reports/daily/2026-03-10/report.md' } },
    report: { totals: { cost_usd: '0.0045', requests: 1 } },
  })

  const again = await run(['daily', '--date', '2026-03-10'], ENV)
  expect({ code: again.code, states: again.record.deliveries.map(({ state }) => state) }).toEqual({
    code: 0,
    states: ['skipped'],
  })
  expect(received).toHaveLength(3)
})

it('has a key of its own for another day, and for the same day when more came to light', async () => {
  const { origin, received, said } = await startReceiver({})
  const { run, home } = repositoryWith(origin)

  await run(['daily', '--date', '2026-03-10'], ENV)
  await run(['daily', '--date', '2026-03-11'], ENV)
  const late = { time: '2026-03-10T23:00:00.000Z', output: 200 }
  appendFileSync(join(home, '.claude/projects/-work/session.jsonl'), `${recordOf(late, 2)}\n`)
  await run(['daily', '--date', '2026-03-10'], ENV)
  await run(['daily', '--date', '2026-03-10', '--resend'], ENV)

  const keys = received.map(keyOf)
  expect(new Set(keys).size).toBe(3)
  expect(keys[3]).toBe(keys[2])
  const costs = said<{ report: { totals: { cost_usd: string } } }>().map(({ report }) => report.totals.cost_usd)
  expect(costs).toEqual(['0.0045', '0.0045', '0.0105', '0.0105'])
})

it('is an error of the job where no export writes what is to be attached, unless it may be there another time', async () => {
  const { origin, received } = await startReceiver({})
  const { home } = repositoryWith(origin)
  const attaching = (...attach: readonly string[]) =>
    jobRepository({
      home,
      config: { plugins: { webhook: { config: { url: origin }, grants: { network: [origin] } } } },
      jobs: {
        daily: {
          period: 'yesterday',
          export: ['markdown', { plugin: 'csv', data: 'costs' }],
          notify: [{ plugin: 'webhook', attach }],
        },
      },
    })
  const misspelt = attaching('report.md', 'cost.csv')

  const refused = await misspelt.rimuru(['run', 'daily', '--date', '2026-03-10'])
  expect({ code: refused.code, stdout: refused.stdout }).toEqual({ code: 2, stdout: '' })
  expect(refused.stderr).toContain('error E3001: attach: no export writes "cost.csv", did you mean "costs.csv"?')
  expect(refused.stderr).toContain('the exports write costs.csv, report-daily-cost.svg, report.md')
  expect(existsSync(join(misspelt.root, 'reports'))).toBe(false)
  expect(received).toEqual([])

  const sometimes = await attaching('costs.csv', 'report-by-project.svg').rimuru([
    'run',
    'daily',
    '--date',
    '2026-03-10',
  ])
  expect(sometimes.code).toBe(0)
  expect(sometimes.stderr).toContain('attach: there is no report-by-project.svg this time')
  expect(JSON.parse(received[0]!.body)).toMatchObject({ notification: { files: [{ name: 'costs.csv' }] } })
})
