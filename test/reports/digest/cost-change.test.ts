import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { explainChange } from '../../../src/reports/digest/cost-change.ts'
import type { CostItem } from '../../../src/reports/digest/cost-change.ts'
import { anyCost, usd } from '../../helpers/daily-costs.ts'

const item = (key: string, tokens: bigint, cost: string): CostItem => ({
  key,
  model: key.split('/')[0]!,
  tokens,
  cost: usd(cost),
})
const parts = (before: readonly CostItem[], after: readonly CostItem[]) => {
  const { volume, mix, price } = explainChange(before, after)
  return { volume, mix, price }
}

describe('the change of a cost', () => {
  it('is volume at the old average, then mix at old prices, then price', () => {
    const before = [item('small/output', 100n, '1'), item('large/output', 100n, '9')]
    const after = [item('small/output', 50n, '0.5'), item('large/output', 250n, '25')]
    // 10 x 300/200 = 15; at old prices 0.50 + 250 x 0.09 = 23; now 25.50.
    expect(parts(before, after)).toEqual({ volume: usd('5'), mix: usd('8'), price: usd('2.5') })
  })

  it('says of each item what it would have cost at the old mix and at its old price', () => {
    const before = [item('small/output', 100n, '1'), item('large/output', 100n, '9')]
    const after = [item('small/output', 50n, '0.5'), item('large/output', 250n, '25')]
    // Times 300/200; per token as before.
    expect(explainChange(before, after).items).toMatchObject([
      { model: 'small', atOldMix: usd('1.5'), atOldPrice: usd('0.5') },
      { model: 'large', atOldMix: usd('13.5'), atOldPrice: usd('22.5') },
    ])
  })

  it('takes what is new at its own price, which is another mix', () => {
    const before = [item('small/output', 100n, '1')]
    const after = [item('small/output', 100n, '1'), item('large/output', 100n, '9')]
    // 1 x 200/100 = 2; at old prices 1 + 9.
    expect(parts(before, after)).toEqual({ volume: usd('1'), mix: usd('8'), price: 0n })
  })

  it('of a model that is gone is another mix too', () => {
    const before = [item('small/output', 100n, '1'), item('large/output', 100n, '9')]
    // 10 x 100/200 = 5; at old prices 1.
    expect(parts(before, [item('small/output', 100n, '1')])).toEqual({ volume: usd('-5'), mix: usd('-4'), price: 0n })
  })

  it('from or to nothing is volume', () => {
    const some = [item('small/output', 100n, '1'), item('large/output', 100n, '9')]
    expect(parts([], some)).toEqual({ volume: usd('10'), mix: 0n, price: 0n })
    expect(parts(some, [])).toEqual({ volume: usd('-10'), mix: 0n, price: 0n })
    expect(parts([], [])).toEqual({ volume: 0n, mix: 0n, price: 0n })
  })

  it('counts a cost without tokens as volume and leaves the rest as it is', () => {
    const tokens = [item('small/output', 100n, '1')]
    const searches = (cost: string) => item('small/search', 0n, cost)
    expect(parts([...tokens, searches('2')], [...tokens, searches('5')])).toEqual({
      volume: usd('3'),
      mix: 0n,
      price: 0n,
    })
    expect(parts(tokens, [...tokens, searches('5')])).toEqual({ volume: usd('5'), mix: 0n, price: 0n })
  })

  it('is a price where there was none before', () => {
    const change = parts([item('small/output', 100n, '0')], [item('small/output', 200n, '4')])
    expect(change).toEqual({ volume: 0n, mix: 0n, price: usd('4') })
  })

  it('adds up what is given twice', () => {
    const twice = [item('small/output', 40n, '0.4'), item('small/output', 60n, '0.6')]
    expect(explainChange(twice, [item('small/output', 300n, '6')])).toMatchObject({
      volume: usd('2'),
      mix: 0n,
      price: usd('3'),
      tokensBefore: 100n,
      tokensAfter: 300n,
    })
  })
})

const keys = ['a/input', 'a/output', 'b/input', 'b/output', 'c/search']
const anyItem = fc
  .record({
    key: fc.constantFrom(...keys),
    tokens: fc.oneof(fc.constant(0n), fc.bigInt({ min: 1n, max: 10n ** 12n })),
    cost: fc.oneof(fc.constant(0n), anyCost),
  })
  .map((fields): CostItem => ({ ...fields, model: fields.key.slice(0, 1) }))
const anyItems = fc.array(anyItem, { maxLength: 12 })
const costOf = (items: readonly CostItem[]) => items.reduce((sum, { cost }) => sum + cost, 0n)

describe('whatever the items', () => {
  it('the parts add up to the change, without a remainder', () => {
    fc.assert(
      fc.property(anyItems, anyItems, (before, after) => {
        const { change, volume, mix, price } = explainChange(before, after)
        expect(change).toBe(costOf(after) - costOf(before))
        expect(volume + mix + price).toBe(change)
      }),
      { numRuns: 1000 },
    )
  })

  it('their order changes nothing', () => {
    const shuffledToo = anyItems.chain((items) =>
      fc.tuple(fc.constant(items), fc.shuffledSubarray(items, { minLength: items.length })),
    )
    fc.assert(
      fc.property(shuffledToo, anyItems, ([before, shuffled], after) => {
        expect(parts(shuffled, after)).toEqual(parts(before, after))
      }),
    )
  })

  it('twice the tokens at the same prices are volume alone', () => {
    fc.assert(
      fc.property(anyItems, (before) => {
        const after = before.map((each) => ({ ...each, tokens: each.tokens * 2n, cost: each.cost * 2n }))
        expect(parts(before, after)).toEqual({ volume: costOf(before), mix: 0n, price: 0n })
      }),
    )
  })

  it('dearer prices for the same tokens are price alone', () => {
    const charged = fc.array(
      anyItem.map((each) => ({ ...each, tokens: each.tokens + 1n })),
      { maxLength: 12 },
    )
    fc.assert(
      fc.property(charged, (before) => {
        const after = before.map((each) => ({ ...each, cost: each.cost * 3n }))
        expect(parts(before, after)).toEqual({ volume: 0n, mix: 0n, price: 2n * costOf(before) })
      }),
    )
  })
})
