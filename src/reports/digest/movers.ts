import type { Money } from '../../core/money.ts'
import { reasonOf } from './change-reason.ts'
import { explainChange } from './cost-change.ts'
import type { CostItem } from './cost-change.ts'
import { absolute, ascending, sumOf } from './stats.ts'

/** What is compared, a project say, with what it cost in two periods. */
export interface MoverGroup {
  readonly name: string
  readonly before: readonly CostItem[]
  readonly after: readonly CostItem[]
}

export interface Mover {
  readonly name: string
  readonly before: Money
  readonly after: Money
  readonly change: Money
  readonly volume: Money
  readonly mix: Money
  readonly price: Money
  readonly reason: string
}

/** The groups whose cost changed most, up or down, by at least the floor. */
export const topMovers = (
  groups: readonly MoverGroup[],
  { most, floor }: { readonly most: number; readonly floor: Money },
): Mover[] =>
  groups
    .map(moverOf)
    .filter(({ change }) => change !== 0n && absolute(change) >= floor)
    .toSorted((a, b) => ascending(absolute(b.change), absolute(a.change)) || (a.name < b.name ? -1 : 1))
    .slice(0, most)

function moverOf({ name, before, after }: MoverGroup): Mover {
  const explained = explainChange(before, after)
  const { change, volume, mix, price } = explained
  const reason = isEmpty(before) ? 'nothing before' : isEmpty(after) ? 'nothing now' : reasonOf(explained)
  const costOf = (items: readonly CostItem[]): Money => sumOf(items.map((item) => item.cost))
  return { name, before: costOf(before), after: costOf(after), change, volume, mix, price, reason }
}

const isEmpty = (items: readonly CostItem[]): boolean => items.every(({ tokens, cost }) => tokens === 0n && cost === 0n)
