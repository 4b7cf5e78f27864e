import { expect, it, onTestFinished } from 'vitest'
import type { Meter } from '../../src/core/usage.ts'
import { openWarehouse } from '../../src/warehouse/open.ts'
import { queryMeters } from '../../src/warehouse/queries/meters.ts'
import type { AgentMeter } from '../../src/warehouse/queries/meters.ts'
import type { Scope } from '../../src/warehouse/queries/scope.ts'

const NOV_5 = Date.parse('2026-11-05T00:00:00Z')
const HOUR = 3_600_000

interface Told {
  readonly session: number
  readonly root?: number
  readonly agent?: string
  readonly meters: readonly Meter[]
}

/** Sums of what files tell of sessions that all ended at noon of 5 November. */
async function sumsOf(told: readonly Told[]): Promise<(scope?: Partial<Scope>) => Promise<string[]>> {
  const { db, close } = await openWarehouse(':memory:')
  onTestFinished(close)
  for (const [i, { session, root = 1, agent = 'made-up', meters }] of told.entries()) {
    await db.run(
      `insert into file values (${i}, ${root}, '/f${i}', 'f', 'h', 'u', 'read', null, 0, 0, '', 0, '', '', null, 1, null, 0, 0, false, 0, 0,
      '{}', '[]', null, null)`,
    )
    await db.run(
      `insert into session by name select ${session} as session_id, '${agent}' as agent, 's${session}' as name
      where ${session} not in (select session_id from session)`,
    )
    const text = JSON.stringify(meters)
    await db.run(
      `insert into session_fact values (${i}, ${session}, null, null, '2026-11-05 12:00:00', ${i}, null, 'done', '${text}')`,
    )
    await db.run(`insert into place by name select ${i} as place_id, '/code/${i}' as cwd, '/code/${i}' as project`)
  }
  const all = { roots: [1], agents: [], models: [], projects: [], branches: [], since: null, until: null }
  return async (scope = {}) => {
    const shown = ({ agent, unit, amount }: AgentMeter): string => `${agent} ${amount} ${unit}`
    return (await queryMeters(db, { ...all, timezone: 'UTC', ...scope })).map(shown)
  }
}

const credits = (amount: string, times?: Meter['times']): Meter => ({
  unit: 'credits',
  amount,
  ...(times && { times }),
})

it('sums up what came on the days of a period, in their time zone', async () => {
  const sums = await sumsOf([
    {
      session: 1,
      meters: [
        credits('1.75', [
          [NOV_5 + 23 * HOUR, '0.5'],
          [NOV_5 + 24 * HOUR, '1.25'],
        ]),
      ],
    },
    { session: 2, meters: [credits('0.1', [[NOV_5, '0.1']])] },
  ])
  const day = (date: string, timezone = 'UTC'): Promise<string[]> => sums({ since: date, until: date, timezone })
  expect(await sums()).toEqual(['made-up 1.85 credits'])
  expect(await day('2026-11-05')).toEqual(['made-up 0.6 credits'])
  expect(await day('2026-11-06')).toEqual(['made-up 1.25 credits'])
  expect(await day('2026-11-06', 'Europe/Berlin')).toEqual(['made-up 1.75 credits'])
  expect(await day('2026-11-07')).toEqual([])
})

it('puts what has no time of its own to the end of its session', async () => {
  const sums = await sumsOf([{ session: 1, meters: [credits('3')] }])
  expect(await sums({ since: '2026-11-05', until: '2026-11-05' })).toEqual(['made-up 3 credits'])
  expect(await sums({ since: '2026-11-06', until: null })).toEqual([])
})

it('takes the source of a session that tells most, and each unit and agent for itself', async () => {
  const sums = await sumsOf([
    { session: 1, meters: [credits('3'), { unit: 'lines added', amount: '7' }] },
    { session: 1, meters: [credits('4')] },
    { session: 1, root: 2, meters: [credits('9')] },
    { session: 2, agent: 'other', meters: [credits('1')] },
  ])
  expect(await sums()).toEqual(['made-up 4 credits', 'made-up 7 lines added', 'other 1 credits'])
  expect(await sums({ agents: ['other'] })).toEqual(['other 1 credits'])
  expect(await sums({ roots: [] })).toEqual([])
})

it('keeps to the folders that were asked for, and tells nothing of single models', async () => {
  const sums = await sumsOf([
    { session: 1, meters: [credits('3')] },
    { session: 2, meters: [credits('4')] },
  ])
  expect(await sums({ projects: ['/code/1'] })).toEqual(['made-up 4 credits'])
  expect(await sums({ models: ['auto'] })).toEqual([])
})
