import { expect, it, onTestFinished } from 'vitest'
import { rankSources } from '../../src/warehouse/load/merge.ts'
import { openWarehouse } from '../../src/warehouse/open.ts'

/** An entry that counts: its data directory, session and rank, and its output to tell it by. */
type Given = readonly [root: number, session: number, rank: number, output: number]

async function countedOf(given: readonly Given[]): Promise<number[]> {
  const { db, close } = await openWarehouse(':memory:')
  onTestFinished(close)
  const rows = given.map(
    ([root, session, rank, output]) =>
      `(1, ${root}, 'id-${output}', null, null, 0, 1, ${session}, 1, null, null, timestamp '2026-11-01', 0, ${output}, 0, 0, 0, 0, 0, ` +
      `${output}, null, 0, false, false, false, false, false, 0, true, false, false, ${rank}, false)`,
  )
  await db.run(`insert into entry values ${rows.join(', ')}`)
  await rankSources(db)
  const result = await db.runAndReadAll('select output from entry where counted order by output')
  return result.getRows().map(([output]) => Number(output))
}

it('counts of the sources of a session the best one alone, whatever it has (FORMATS 5A.5)', async () => {
  const best = [1, 1, 1, 10] as const
  expect(await countedOf([best, [1, 1, 1, 11], [1, 1, 2, 20], [1, 1, 4, 40]])).toEqual([10, 11])
})

it('counts the only source of a session, whatever its rank', async () => {
  expect(
    await countedOf([
      [1, 1, 4, 40],
      [1, 2, 0, 2],
      [1, 3, 3, 3],
    ]),
  ).toEqual([2, 3, 40])
})

it('does not let one data directory decide about another', async () => {
  expect(
    await countedOf([
      [1, 1, 4, 40],
      [2, 1, 0, 1],
    ]),
  ).toEqual([1, 40])
})
