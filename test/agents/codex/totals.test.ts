import { describe, expect, it } from 'vitest'
import { stepTotals } from '../../../src/agents/codex/totals.ts'
import type { RawUsage } from '../../../src/agents/codex/usage.ts'

const used = (input: number, output = 0, more: Partial<RawUsage> = {}): RawUsage => ({
  input,
  cached: 0,
  written: 0,
  output,
  reasoning: 0,
  ...more,
})
const NOTHING = used(0)
const after = (prev: RawUsage, total: RawUsage, last: RawUsage | null, ownAgain = false) =>
  stepTotals({ prev, epoch: 0 }, total, last, ownAgain)

describe('a running total that is lower than the one before (FORMATS 3.4)', () => {
  it.each([
    ['that is nearly as large arrived late', used(1000), used(985), used(1), null],
    ['that lacks no more than two responses arrived late', used(1000), used(600), used(200), null],
    ['that lacks more has started over', used(1000), used(599), used(200), used(200)],
    ['without a response beside it has started over', used(1000), used(990), null, used(990)],
    ['whose newest response is nothing has started over', used(1000), used(990), NOTHING, used(990)],
    ['of nothing has started over', used(1000), NOTHING, used(600), used(600)],
    ['in one class alone is lower too', used(1000, 50), used(1100, 40), used(100, 10), null],
  ])('%s', (_, prev, total, last, added) => {
    expect(after(prev, total, last).added).toEqual(added)
  })

  it.each(['input', 'cached', 'written', 'output', 'reasoning'] as const)('is told by each class: %s', (field) => {
    const prev = used(1000, 100, { cached: 100, written: 100, reasoning: 100 })
    const total = { ...used(1001, 101, { cached: 101, written: 101, reasoning: 101 }), [field]: prev[field] - 1 }
    expect(after(prev, total, used(1, 1)).rule).toBe('out-of-order running total')
    expect(after(prev, { ...prev, [field]: prev[field] + 1 }, used(1)).added).toEqual({ ...NOTHING, [field]: 1 })
  })

  it('begins a count of its own, so that the same numbers are another response', () => {
    expect(after(used(1000), used(5), used(5)).totals).toEqual({ prev: used(5), epoch: 1 })
    expect(after(used(1000), used(1005), used(5)).totals).toEqual({ prev: used(1005), epoch: 0 })
    expect(after(used(1000), used(985), used(1)).totals).toEqual({ prev: used(1000), epoch: 0 })
  })
})

describe("a thread's own total after a copied history (FORMATS 3.5)", () => {
  it('may be nearly as large as what was copied', () => {
    expect(after(used(1000), used(985), used(20), true).added).toEqual(used(20))
  })

  it('has started over where it is no more than its newest response, and goes on where it is more', () => {
    expect(after(used(1000), used(1200), used(1200), true).added).toEqual(used(1200))
    expect(after(used(1000), used(1200), used(200), true).added).toEqual(used(200))
    expect(after(used(1000), used(1200), used(1200)).added).toEqual(used(200))
  })
})
