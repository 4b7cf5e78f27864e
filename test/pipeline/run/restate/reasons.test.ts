import { expect, it } from 'vitest'
import type { Rate } from '../../../../src/core/prices.ts'
import type { Sku } from '../../../../src/core/usage.ts'
import { reasonsOf } from '../../../../src/pipeline/run/restate/reasons.ts'
import { rateOf } from '../../../helpers/rates.ts'

const skuOf = (model: string): Sku => ({ provider: null, model, tier: 'standard', speed: 'standard', geo: null })

const ratesOf = (model: string, input: bigint, words: Partial<Rate> = {}) => ({
  sku: skuOf(model),
  rates: [rateOf(input, words)],
})

const CONFIG = { source: 'config' }
const DISCOUNT = { source: 'litellm, discount of the config' }
const ALIAS = { rule: 'anthropic/x, standard; by the alias "y" of the config' }

it('names what has changed a cost', () => {
  const same = {
    fromUsage: 0n,
    fromPrices: 1n,
    hasOtherRules: true,
    before: [ratesOf('a', 1n)],
    now: [ratesOf('a', 1n)],
  }
  const dearer = { ...same, now: [ratesOf('a', 2n)] }
  expect(reasonsOf({ ...same, fromUsage: 1n, fromPrices: 0n })).toEqual(['usage'])
  expect(reasonsOf({ ...dearer, hasOtherRules: false })).toEqual(['price'])
  expect(reasonsOf({ ...dearer, hasOtherRules: false, now: [ratesOf('a', 2n, DISCOUNT)] })).toEqual(['price'])
  expect(reasonsOf({ ...dearer, fromUsage: -1n })).toEqual(['usage', 'price'])
  for (const ruled of [CONFIG, DISCOUNT, ALIAS]) {
    expect(reasonsOf({ ...dearer, now: [ratesOf('a', 2n, ruled)] })).toEqual(['rules'])
    expect(reasonsOf({ ...dearer, before: [ratesOf('a', 1n, ruled)] })).toEqual(['rules'])
    const both = { before: [ratesOf('a', 1n), ratesOf('b', 1n)], now: [ratesOf('a', 2n), ratesOf('b', 2n, ruled)] }
    expect(reasonsOf({ ...dearer, ...both })).toEqual(['price', 'rules'])
  }
  // The same price from elsewhere is no other price; it is another way of counting then.
  expect(reasonsOf({ ...same, now: [ratesOf('a', 1n, { source: 'b', priceDate: '2026-02-01' })] })).toEqual(['rules'])
})
