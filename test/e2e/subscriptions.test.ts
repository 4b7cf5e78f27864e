import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { homeWith } from '../helpers/homes.ts'
import { jobRepository } from '../helpers/job-repository.ts'

it('a report shows what is paid by the month beside what the same usage costs by token, and adds neither to the other', async () => {
  const given = (subscriptions: { name: string; amount: string; until?: string }[]) =>
    jobRepository({
      home: homeWith([{ time: '2026-03-10T10:00:00.000Z', input: 100_000, output: 0 }]),
      config: { pricing: { subscriptions } },
      jobs: { daily: { period: 'yesterday', export: ['markdown'] } },
    })
  const run = async (repository: ReturnType<typeof given>) =>
    (await repository.run(['daily', '--date', '2026-03-10'])).record
  const team = given([
    { name: 'team', amount: '31' },
    { name: 'over', amount: '100', until: '2026-02-28' },
  ])
  const [record, plain] = [await run(team), await run(given([]))]
  const uses = [
    {
      name: 'team',
      period: { since: '2026-03-10', until: '2026-03-10' },
      requests: 1,
      paid_usd: '1',
      api_cost_usd: '0.3',
    },
  ]
  expect(record).toMatchObject({ subscriptions: uses, totals: plain.totals })
  expect(plain.subscriptions).toEqual([])
  const textOf = (name: string): string => readFileSync(join(team.root, 'reports/daily/2026-03-10', name), 'utf8')
  expect(JSON.parse(textOf('run.json'))).toMatchObject({ subscriptions: uses })
  expect(textOf('report.md')).toMatch(/## Subscriptions\n[\s\S]*\| team \| 1 \| \$1\.00 \| \$0\.30 \| .?\$0\.70 \|/)
}, 60_000)
