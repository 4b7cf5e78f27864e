import type { Money } from '../../core/money.ts'

/** An agent, a model, a project and what it cost. */
export interface Part {
  readonly name: string
  readonly cost: Money
}

/** More than these are hard to tell apart. */
const NAMED = 6

export interface Ranking {
  /** The dearest first. */
  readonly named: readonly Part[]
  /** What is left, as one; a single one keeps its name. */
  readonly rest: Part | null
}

export function costByName(parts: readonly Part[]): Map<string, Money> {
  const sums = new Map<string, Money>()
  for (const { name, cost } of parts) sums.set(name, (sums.get(name) ?? 0n) + cost)
  return sums
}

/** One of each name, the dearest first. */
export const sortedParts = (parts: readonly Part[]): Part[] =>
  [...costByName(parts)].map(([name, cost]) => ({ name, cost })).sort(dearestFirst)

export function rank(parts: readonly Part[]): Ranking {
  const sorted = sortedParts(parts)
  const left = sorted.slice(NAMED)
  const [first] = left
  if (!first) return { named: sorted, rest: null }
  return {
    named: sorted.slice(0, NAMED),
    rest: left.length === 1 ? first : { name: `${left.length} others`, cost: sumOf(left) },
  }
}

/** The names in a drawing, in their order, each with its colour. */
export const coloured = ({ named, rest }: Ranking): { readonly name: string; readonly colour: string }[] => [
  ...named.map(({ name }, index) => ({ name, colour: `c${index}` })),
  ...(rest ? [{ name: rest.name, colour: 'rest' }] : []),
]

export const sumOf = (parts: readonly { readonly cost: Money }[]): Money =>
  parts.reduce((sum, { cost }) => sum + cost, 0n)

const dearestFirst = (a: Part, b: Part): number => {
  if (a.cost !== b.cost) return a.cost > b.cost ? -1 : 1
  return a.name < b.name ? -1 : 1
}

/**
 * Shares in tenths of a percent that add up to 100 %: what rounding down leaves goes to those that lost most. One of
 * several is never all of it.
 */
export function tenthsOfPercent(costs: readonly Money[]): number[] {
  const total = costs.reduce((sum, cost) => sum + cost, 0n)
  if (total === 0n) return costs.map(() => 0)
  const shares = costs.map((cost) => Number((cost * 1000n) / total))
  const lost = costs.map((cost, index) => ({ index, rest: (cost * 1000n) % total }))
  lost.sort((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1))
  const left = 1000 - shares.reduce((sum, share) => sum + share, 0)
  for (const { index } of lost.filter((each) => shares[each.index]! < 999).slice(0, left)) shares[index]! += 1
  return shares
}
