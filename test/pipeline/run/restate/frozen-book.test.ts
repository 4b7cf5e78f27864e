import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { PriceBook, Rate } from '../../../../src/core/prices.ts'
import type { Sku } from '../../../../src/core/usage.ts'
import { frozenBook } from '../../../../src/pipeline/run/restate/frozen-book.ts'
import { ratesOfText, textOf } from '../../../../src/pipeline/run/restate/kept-rates.ts'
import { ratesWithin } from '../../../../src/reports/prices.ts'
import { rateOf } from '../../../helpers/rates.ts'

const SKU: Sku = { provider: null, model: 'm', tier: 'standard', speed: 'standard', geo: null }
const OTHER: Sku = { ...SKU, model: 'n' }

const rate = (input: number, from: number | null = null, until: number | null = null): Rate =>
  rateOf(BigInt(input), { from, until })

const bookOf = (rates: readonly Rate[]): PriceBook => ({
  version: 'sha256:1',
  asOf: '2026-01-01',
  ratesFor: () => rates,
  models: () => [],
})

/** What holds at a moment: exactly one rate, or none where nothing has a price. */
function inputAt(rates: readonly Rate[], moment: number): bigint | null {
  const held = rates.filter(({ from, until }) => (from ?? -Infinity) <= moment && moment < (until ?? Infinity))
  expect(held.length).toBeLessThan(2)
  return held[0]?.rates.input ?? null
}

/** Rates that follow each other, without gap or overlap. */
const history = fc
  .uniqueArray(fc.integer({ min: 0, max: 50 }), { maxLength: 4 })
  .map((moments) => moments.toSorted((a, b) => a - b))
  .chain((moments) =>
    fc
      .array(fc.integer({ min: 1, max: 3 }), { minLength: moments.length + 1, maxLength: moments.length + 1 })
      .map((inputs) => inputs.map((input, i) => rate(input, moments[i - 1] ?? null, moments[i] ?? null))),
  )

const span = fc
  .record({
    from: fc.integer({ min: 0, max: 50 }),
    days: fc.integer({ min: 1, max: 10 }),
    history,
    isKnown: fc.boolean(),
  })
  .map(({ from, days, history: all, isKnown }) => {
    const until = from + days
    return { from, until, rates: isKnown ? [{ sku: SKU, rates: ratesWithin(all, from, until) }] : [] }
  })

it('prices what was reported as it was, the last report first, and all else as it is', () => {
  fc.assert(
    fc.property(history, fc.array(span, { maxLength: 6 }), (now, spans) => {
      const kept = spans.map((each) => ({ ...each, rates: ratesOfText(textOf(each.rates)) }))
      const frozen = frozenBook(bookOf(now), kept)
      expect(frozen.ratesFor(OTHER)).toEqual(now)
      for (let moment = -1; moment <= 61; moment++) {
        const last = spans.findLast(({ from, until, rates }) => from <= moment && moment < until && rates.length > 0)
        expect(inputAt(frozen.ratesFor(SKU), moment)).toBe(inputAt(last?.rates[0]!.rates ?? now, moment))
      }
    }),
  )
})

it('keeps to one rate for a year of days at one price', () => {
  const days = Array.from({ length: 365 }, (_, i) => ({
    from: i,
    until: i + 1,
    rates: [{ sku: SKU, rates: [rate(1)] }],
  }))
  const rates = frozenBook(bookOf([rate(2)]), days).ratesFor(SKU)
  expect(rates.map(({ from, until, rates: { input } }) => [from, until, input])).toEqual([
    [null, 0, 2n],
    [0, 365, 1n],
    [365, null, 2n],
  ])
  expect(frozenBook(bookOf([rate(1)]), days).ratesFor(SKU)).toEqual([rate(1)])
})

it('leaves without a price what had none', () => {
  const frozen = frozenBook(bookOf([rate(2)]), [{ from: 5, until: 6, rates: [{ sku: SKU, rates: [] }] }])
  expect([4, 5, 6].map((moment) => inputAt(frozen.ratesFor(SKU), moment))).toEqual([2n, null, 2n])
})
