import { describe, expect, it } from 'vitest'
import { topMovers } from '../../../src/reports/digest/movers.ts'
import type { MoverGroup } from '../../../src/reports/digest/movers.ts'
import { usd } from '../../helpers/daily-costs.ts'

type Line = readonly [key: string, tokens: bigint, cost: string]

const group = (name: string, before: readonly Line[], after: readonly Line[]): MoverGroup => {
  const items = (lines: readonly Line[]) =>
    lines.map(([key, tokens, cost]) => ({ key, model: key.split('/')[0]!, tokens, cost: usd(cost) }))
  return { name, before: items(before), after: items(after) }
}
const grown = (name: string, by: number) => group(name, [['m/output', 10n, '1']], [['m/output', 10n, `${1 + by}`]])
const reasonOf = (before: readonly Line[], after: readonly Line[]): string | undefined =>
  topMovers([group('api', before, after)], { most: 5, floor: 0n })[0]?.reason

describe('the top movers', () => {
  it('are those whose cost changed most, up or down, ties by name', () => {
    const groups = [
      grown('small', 1),
      grown('zeta', 3),
      grown('alpha', 3),
      group('gone', [['m/output', 10n, '9']], []),
      grown('large', 7),
    ]
    const names = topMovers(groups, { most: 4, floor: 0n }).map(({ name }) => name)
    expect(names).toEqual(['gone', 'large', 'alpha', 'zeta'])
  })

  it('leave out what changed by less than the floor, or not at all', () => {
    const groups = [grown('same', 0), grown('little', 0.99), grown('enough', 1)]
    expect(topMovers(groups, { most: 5, floor: usd('1') }).map(({ name }) => name)).toEqual(['enough'])
    expect(topMovers(groups, { most: 5, floor: 0n }).map(({ name }) => name)).toEqual(['enough', 'little'])
  })

  it('say what they cost, what changed and why', () => {
    const before: Line[] = [
      ['haiku/output', 100n, '1'],
      ['opus/output', 100n, '9'],
    ]
    const after: Line[] = [
      ['haiku/output', 50n, '0.5'],
      ['opus/output', 250n, '25'],
    ]
    expect(topMovers([group('api', before, after)], { most: 5, floor: 0n })).toEqual([
      {
        name: 'api',
        before: usd('10'),
        after: usd('25.5'),
        change: usd('15.5'),
        volume: usd('5'),
        mix: usd('8'),
        price: usd('2.5'),
        reason: 'dearer mix of models and tokens (more opus)',
      },
    ])
  })
})

describe('the reason', () => {
  it('is that it is new or no longer used', () => {
    expect(reasonOf([], [['m/output', 10n, '1']])).toBe('nothing before')
    expect(reasonOf([['m/output', 0n, '0']], [['m/output', 10n, '1']])).toBe('nothing before')
    expect(reasonOf([['m/output', 10n, '1']], [])).toBe('nothing now')
  })

  it('is the number of tokens', () => {
    expect(reasonOf([['m/output', 10n, '1']], [['m/output', 30n, '3']])).toBe('more tokens')
    expect(reasonOf([['m/output', 30n, '3']], [['m/output', 10n, '1']])).toBe('fewer tokens')
  })

  it('is what is not charged per token', () => {
    const tokens: Line = ['m/output', 10n, '1']
    const searched: Line = ['m/search', 0n, '5']
    expect(reasonOf([tokens], [tokens, searched])).toBe('more charges that are not per token')
    expect(reasonOf([tokens, searched], [tokens])).toBe('fewer charges that are not per token')
  })

  it('is a cheaper mix, with the model that is used more', () => {
    const before: Line[] = [
      ['haiku/output', 100n, '1'],
      ['opus/output', 100n, '9'],
    ]
    const after: Line[] = [
      ['haiku/output', 180n, '1.8'],
      ['opus/output', 20n, '1.8'],
    ]
    expect(reasonOf(before, after)).toBe('cheaper mix of models and tokens (more haiku)')
  })

  it('names no model where only the kinds of tokens changed', () => {
    const before: Line[] = [
      ['opus/input', 100n, '1'],
      ['opus/output', 100n, '9'],
    ]
    const after: Line[] = [
      ['opus/input', 20n, '0.2'],
      ['opus/output', 180n, '16.2'],
    ]
    expect(reasonOf(before, after)).toBe('dearer mix of models and tokens')
  })

  it('names the dear model that grew, not the cheap one that grew more', () => {
    const before: Line[] = [
      ['haiku/output', 100n, '1'],
      ['sonnet/output', 800n, '40'],
      ['opus/output', 100n, '25'],
    ]
    const after: Line[] = [
      ['haiku/output', 400n, '4'],
      ['sonnet/output', 300n, '15'],
      ['opus/output', 300n, '75'],
    ]
    expect(reasonOf(before, after)).toBe('dearer mix of models and tokens (more opus)')
  })

  it('is a price, with the model whose price it is', () => {
    const before: Line[] = [
      ['gpt/output', 100n, '5'],
      ['opus/output', 100n, '9'],
    ]
    const after: Line[] = [
      ['gpt/output', 100n, '7'],
      ['opus/output', 100n, '8.5'],
    ]
    expect(reasonOf(before, after)).toBe('price of gpt changed')
    expect(reasonOf(after, before)).toBe('price of gpt changed')
  })

  it('goes the way of the change, also where another part is larger', () => {
    // Twice the tokens: +10. Prices down by two thirds and more: -14.
    expect(reasonOf([['gpt/output', 100n, '10']], [['gpt/output', 200n, '6']])).toBe('price of gpt changed')
    // Volume +6, mix -4, price -4.
    const before: Line[] = [
      ['haiku/output', 50n, '1'],
      ['opus/output', 50n, '5'],
    ]
    const after: Line[] = [
      ['haiku/output', 150n, '1'],
      ['opus/output', 50n, '3'],
    ]
    expect(reasonOf(before, after)).toBe('cheaper mix of models and tokens (more haiku)')
  })
})
