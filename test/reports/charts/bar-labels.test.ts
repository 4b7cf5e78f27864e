import { expect, it } from 'vitest'
import { dearest } from '../../../src/reports/charts/bar-labels.ts'
import type { Day } from '../../../src/reports/charts/bar.ts'

it('the dearest day is the first of those that cost most', () => {
  const day = (total: bigint): Day => ({ total }) as Day
  const [first, second] = [day(5n), day(5n)]
  expect(dearest([day(1n), first, day(4n), second])).toBe(first)
  expect(dearest([day(0n), day(7n), second]).total).toBe(7n)
})
