import { expect, it, onTestFinished } from 'vitest'
import type { Meter } from '../../src/core/usage.ts'
import { openWarehouse } from '../../src/warehouse/open.ts'
import { querySessionMeters } from '../../src/warehouse/queries/session-meters.ts'

/** What files in data directories 1 and 2 tell of session `s`; reported are those of the first. */
async function metersOf(told: readonly (readonly [root: number, meters: readonly Meter[] | null])[]): Promise<Meter[]> {
  const { db, close } = await openWarehouse(':memory:')
  onTestFinished(close)
  await db.run("create temp table session_info as select 1 as session_id, 's' as name, 'made-up' as agent")
  for (const [i, [root, meters]] of told.entries()) {
    await db.run(
      `insert into file values (${i}, ${root}, '/f', 'f', 'h', 'u', 'read', null, 0, 0, '', 0, '', '', null, 1, null, 0, 0, false, 0, 0,
      '{}', '[]', null, null)`,
    )
    const text = meters === null ? 'null' : `'${JSON.stringify(meters)}'`
    await db.run(`insert into session_fact values (${i}, 1, null, null, null, null, null, 'done', ${text})`)
  }
  return querySessionMeters(db, [1], { id: 's', agent: 'made-up' })
}

it('shows the highest figure of each unit, as sources that keep the same one are not added up', async () => {
  const found = await metersOf([
    [
      1,
      [
        { unit: 'premium requests', amount: '9.33' },
        { unit: 'lines added', amount: '4' },
      ],
    ],
    [1, null],
    [1, [{ unit: 'premium requests', amount: '10' }]],
    [2, [{ unit: 'premium requests', amount: '50' }]],
  ])
  expect(found).toEqual([
    { unit: 'lines added', amount: '4' },
    { unit: 'premium requests', amount: '10' },
  ])
})

it('shows none for a session of which none is kept', async () => {
  expect(await metersOf([[1, null]])).toEqual([])
})
