import fc from 'fast-check'
import { addDays } from '../../src/core/days.ts'
import { parseMoney } from '../../src/core/money.ts'
import type { Money } from '../../src/core/money.ts'

export const usd = (text: string): Money => parseMoney(text)!

/** One cost a day from a day on. */
export const dailyFrom = (first: string, costs: readonly string[]): Map<string, Money> =>
  new Map(costs.map((cost, index) => [addDays(first, index), usd(cost)]))

/** One cost a week from a day on. */
export const weeklyFrom = (first: string, costs: readonly string[]): Map<string, Money> =>
  new Map(costs.map((cost, index) => [addDays(first, 7 * index), usd(cost)]))

export const anyCost = fc.bigInt({ min: 0n, max: 10n ** 22n })

/** A day within four years, 2028 with its 29th of February among them. */
export const anyDay = fc.integer({ min: 0, max: 4 * 365 }).map((days) => addDays('2025-06-15', days))
