import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { BudgetConfig } from '../../src/config/job-types.ts'
import { asNobody } from '../helpers/children.ts'
import { tempFolder, writeText } from '../helpers/folders.ts'
import { homeWith } from '../helpers/homes.ts'
import { jobRepository } from '../helpers/job-repository.ts'

function repositoryWith(home: string, more: Partial<BudgetConfig> = {}) {
  const repository = jobRepository({
    home,
    user: asNobody(),
    config: { budgets: [{ name: 'team', amount: 100, period: 'month', pace: false, ...more }] },
    jobs: { daily: { period: 'yesterday', publish: false } },
  })
  return {
    ...repository,
    async check(day: string, ...more: readonly string[]) {
      const { code, stdout } = await repository.rimuru(['budget', 'check', '--date', day, '--json', ...more])
      const { budgets } = JSON.parse(stdout) as { budgets: { state: string; message: string }[] }
      return { code, state: budgets[0]?.state, message: budgets[0]?.message }
    },
  }
}

const spentOnTenth = { time: '2026-03-10T10:00:00.000Z', input: 0, output: 100_000 }

it('is not ok where there is nothing to read from', async () => {
  const { check } = repositoryWith(tempFolder())
  const message =
    'whether team is within its budget is unknown, as there is no source to read: at least $0.00 of $100.00 spent (0.0 %) from 2026-03-01 to 2026-03-31'
  expect(await check('2026-03-10')).toEqual({ code: 0, state: 'unknown', message })
  expect((await check('2026-03-10', '--strict')).code).toBe(4)
})

it.each(['-locked', '-work/locked.jsonl'])('is not ok where %s cannot be read, but over is over', async (locked) => {
  const home = homeWith([spentOnTenth])
  const projects = join(home, '.claude/projects')
  writeText(join(projects, '-locked/inside.jsonl'), '')
  writeText(join(projects, '-work/locked.jsonl'), '{}\n')
  chmodSync(join(projects, locked), 0)
  const { check, run } = repositoryWith(home)

  const found = await check('2026-03-10')
  expect(found).toMatchObject({ code: 0, state: 'unknown' })
  expect(found.message).toContain('as 1 source could not be read: at least $1.50 of $100.00 spent')
  const { code, record } = await run(['daily', '--date', '2026-03-10'])
  expect({ code, states: record.budgets.map(({ state }) => state) }).toEqual({ code: 0, states: ['unknown'] })
  expect((await run(['daily', '--date', '2026-03-10', '--strict'])).code).toBe(4)

  expect(await repositoryWith(home, { amount: '1.5' }).check('2026-03-10')).toMatchObject({ code: 3, state: 'alarm' })
  chmodSync(join(projects, locked), 0o755)
  expect(await check('2026-03-10')).toMatchObject({ code: 0, state: 'ok' })
})

it('is not ok any more where nothing came for days', async () => {
  const { check, run } = repositoryWith(homeWith([spentOnTenth]), { staleAfterDays: 3 })
  expect(await check('2026-03-12')).toMatchObject({ state: 'ok' })
  const found = await check('2026-03-13')
  expect(found.state).toBe('unknown')
  expect(found.message).toContain('unknown, as the newest record is of 2026-03-10: at least $1.50')
  expect((await run(['daily', '--date', '2026-03-13'])).code).toBe(0)
  expect((await run(['daily', '--date', '2026-03-13', '--strict'])).code).toBe(4)
})

it('is unknown where no price is known for what was used', async () => {
  const { check } = repositoryWith(homeWith([{ ...spentOnTenth, model: 'made-up-model' }]))
  const found = await check('2026-03-10')
  expect(found).toMatchObject({ code: 0, state: 'unknown' })
  expect(found.message).toContain('as 1 request has no price')
})
