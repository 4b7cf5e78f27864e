import { expect, it } from 'vitest'
import type { Totals } from '../../helpers/dump.ts'
import { copyOf, listing } from '../../helpers/folders.ts'
import { coldLoad } from '../../helpers/ledger.ts'
import { describeAgents } from '../contract.ts'

describeAgents('what the real agent wrote', ({ agent, samples }) => {
  it.each(samples)('gives the totals of $name to the token', async ({ folder, expected }) => {
    const ledger = await coldLoad(agent, [folder])
    const rows = await ledger.scoped()
    const totals = await ledger.totals()
    // A derived row stands for an unknown number of requests.
    const derived = rows.some((row) => row.derived === true)
    expect(derived ? { ...totals, requests: expected.requests } : totals).toEqual(expected)
    expect(await ledger.quality()).toMatchObject({ failed: [], linesBad: 0, quarantined: 0 })
  })

  it('gives exactly the sum for all samples together', async () => {
    const ledger = await coldLoad(
      agent,
      samples.map(({ folder }) => folder),
    )
    const { requests: _, ...totals } = await ledger.totals()
    expect(totals).toEqual(sumOf(samples.map(({ expected }) => expected)))
  })

  it('finds no usage field without a rule', async () => {
    const ledger = await coldLoad(
      agent,
      samples.map(({ folder }) => folder),
    )
    expect((await ledger.files()).flatMap((file) => file.problems)).toEqual([])
  })

  it('leaves the data folders as they were', async () => {
    const copies = samples.map(({ folder }) => copyOf(folder))
    const before = copies.map(listing)
    await coldLoad(agent, copies)
    expect(copies.map(listing)).toEqual(before)
  })
})

function sumOf(list: readonly Totals[]): Omit<Totals, 'requests'> {
  const { requests: _, ...sum } = list.reduce((a, b) => {
    const entries = Object.entries(a) as [keyof Totals, number][]
    return Object.fromEntries(entries.map(([name, value]) => [name, value + b[name]])) as unknown as Totals
  })
  return sum
}
