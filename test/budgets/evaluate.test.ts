import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluateBudget } from '../../src/budgets/evaluate.ts'
import type { Budget, BudgetInput, Knowledge } from '../../src/budgets/types.ts'
import { addDays } from '../../src/core/days.ts'
import { anyCost, dailyFrom, usd } from '../helpers/daily-costs.ts'

const period = { since: '2026-11-01', until: '2026-11-30' }
const complete: Knowledge = { sources: 2, failed: 0, unpricedRequests: 0, newestRecordDay: '2026-11-10' }
const team: Budget = {
  name: 'team',
  amount: usd('1000'),
  period: 'month',
  monthStart: 1,
  warn: [50, 80],
  alarm: 100,
  pace: true,
  staleAfterDays: null,
}

/** So much on 1 November, of a budget of 1,000, with too little history for a forecast. */
const evaluate = (spent: string, budget: Partial<Budget> = {}, knowledge: Partial<Knowledge> = {}) =>
  evaluateBudget({
    budget: { ...team, ...budget },
    spent: dailyFrom('2026-11-01', [spent]),
    first: '2026-11-01',
    through: '2026-11-10',
    period,
    knowledge: { ...complete, ...knowledge },
  })

/** Ten dollars a day from 1 October to 10 November. */
const steady: BudgetInput = {
  budget: team,
  spent: dailyFrom(
    '2026-10-01',
    Array.from({ length: 41 }, () => '10'),
  ),
  first: '2026-10-01',
  through: '2026-11-10',
  period,
  knowledge: complete,
}

describe('a budget', () => {
  it('that is not used up is not said to be', () => {
    expect(evaluate('999.60')).toMatchObject({
      state: 'warn',
      used_percent: '99.9',
      message:
        'team has reached its warning at 80 %: $999.60 of $1,000.00 spent (99.9 %) from 2026-11-01 to 2026-11-30',
    })
  })

  it('that holds is ok', () => {
    expect(evaluateBudget(steady)).toEqual({
      name: 'team',
      period,
      amount: usd('1000'),
      spent: usd('100'),
      used_percent: '10.0',
      left: usd('900'),
      forecast: { spent: usd('100'), low: usd('300'), mid: usd('300'), high: usd('300') },
      pace: '70 % behind',
      state: 'ok',
      threshold: null,
      message: 'team is within its budget: $100.00 of $1,000.00 spent (10.0 %) from 2026-11-01 to 2026-11-30',
    })
  })

  it('warns from the first percentage on and tells the highest that was reached', () => {
    expect(evaluate('499.99')).toMatchObject({ state: 'ok', threshold: null })
    expect(evaluate('500')).toMatchObject({ state: 'warn', threshold: 50 })
    expect(evaluate('624')).toMatchObject({ state: 'warn', threshold: 50, used_percent: '62.4', left: usd('376') })
    expect(evaluate('800')).toMatchObject({
      state: 'warn',
      threshold: 80,
      message:
        'team has reached its warning at 80 %: $800.00 of $1,000.00 spent (80.0 %) from 2026-11-01 to 2026-11-30',
    })
  })

  it('is an alarm from its percentage on, exactly', () => {
    expect(evaluate('999.999999999999999999')).toMatchObject({ state: 'warn', threshold: 80, used_percent: '99.9' })
    expect(evaluate('799.96')).toMatchObject({ threshold: 50, used_percent: '79.9' })
    expect(evaluate('1000')).toMatchObject({ state: 'alarm', threshold: 100, left: 0n })
    expect(evaluate('1204', { alarm: 120 })).toMatchObject({
      state: 'alarm',
      threshold: 120,
      left: usd('-204'),
      message:
        'team has reached its alarm at 120 %: $1,204.00 of $1,000.00 spent (120.4 %) from 2026-11-01 to 2026-11-30',
    })
  })

  it('of one day names the day, and counts what it has cost until now', () => {
    const day = { since: '2026-11-11', until: '2026-11-11' }
    const budget = { ...team, period: 'day', amount: usd('20') } as const
    expect(evaluateBudget({ ...steady, budget, period: day, soFar: usd('21') })).toMatchObject({
      spent: usd('21'),
      state: 'alarm',
      pace: null,
      message: 'team has reached its alarm at 100 %: $21.00 of $20.00 spent (105.0 %) on 2026-11-11',
    })
    expect(evaluateBudget({ ...steady, budget, period: day })).toMatchObject({ spent: 0n, state: 'ok' })
  })

  it('that runs for a month counts what today has cost, but not in its pace', () => {
    expect(evaluateBudget({ ...steady, soFar: usd('400') })).toMatchObject({
      spent: usd('500'),
      forecast: { spent: usd('500'), mid: usd('690') },
      pace: '70 % behind',
      state: 'warn',
    })
  })

  it('counts no day that is not over unless it is told to', () => {
    const later = new Map([...steady.spent, ['2026-11-11', usd('5000')]])
    expect(evaluateBudget({ ...steady, spent: later })).toEqual(evaluateBudget(steady))
  })
})

describe('the forecast of a budget', () => {
  const tight = { ...team, amount: usd('299.99'), warn: [80] }

  it('above the amount is a warning', () => {
    expect(evaluateBudget({ ...steady, budget: tight })).toMatchObject({
      state: 'warn',
      threshold: null,
      message:
        'team is heading for $300.00 by 2026-11-30: $100.00 of $299.99 spent (33.3 %) from 2026-11-01 to 2026-11-30',
    })
    expect(evaluateBudget({ ...steady, budget: { ...tight, amount: usd('300') } }).state).toBe('ok')
  })

  it('is none where the budget does not ask for its pace', () => {
    expect(evaluateBudget({ ...steady, budget: { ...tight, pace: false } })).toMatchObject({ state: 'ok' })
  })

  it('is silent while there is too little history', () => {
    expect(evaluate('400')).toMatchObject({ state: 'ok', forecast: null, pace: '20 % ahead' })
  })
})

describe('a budget of which something is not known', () => {
  it.each([
    [{ sources: 0 }, {}, 'there is no source to read'],
    [{ failed: 1 }, {}, '1 source could not be read'],
    [{ sources: 0, failed: 3 }, {}, '3 sources could not be read'],
    [{ newestRecordDay: '2026-11-07' }, { staleAfterDays: 3 }, 'the newest record is of 2026-11-07'],
    [{ newestRecordDay: null }, { staleAfterDays: 3 }, 'there is no record'],
  ])('%j is unknown, also above a warning', (knowledge, budget, reason) => {
    expect(evaluate('850', budget, knowledge)).toMatchObject({
      state: 'unknown',
      threshold: 80,
      message:
        `whether team is within its budget is unknown, as ${reason}: ` +
        'at least $850.00 of $1,000.00 spent (85.0 %) from 2026-11-01 to 2026-11-30',
    })
  })

  it('is unknown where nothing has a price', () => {
    expect(evaluate('0', {}, { unpricedRequests: 1200 })).toMatchObject({
      state: 'unknown',
      message:
        'whether team is within its budget is unknown, as 1,200 requests have no price: ' +
        'at least $0.00 of $1,000.00 spent (0.0 %) from 2026-11-01 to 2026-11-30',
    })
  })

  it('is told as a lower bound where something has no price', () => {
    expect(evaluate('10', {}, { unpricedRequests: 1 })).toMatchObject({
      state: 'ok',
      message:
        'team is within its budget: at least $10.00 of $1,000.00 spent (1.0 %) from 2026-11-01 to 2026-11-30, ' +
        'a lower bound as 1 request has no price',
    })
  })

  it('is an alarm whatever else is unknown', () => {
    const knowledge = { sources: 1, failed: 1, unpricedRequests: 2, newestRecordDay: null }
    expect(evaluate('1000', { staleAfterDays: 1 }, knowledge)).toMatchObject({
      state: 'alarm',
      message:
        'team has reached its alarm at 100 %: at least $1,000.00 of $1,000.00 spent (100.0 %) ' +
        'from 2026-11-01 to 2026-11-30, a lower bound as 1 source could not be read, there is no record and ' +
        '2 requests have no price',
    })
  })

  it('is not stale while a record is young enough, or where nothing is said of it', () => {
    expect(evaluate('10', { staleAfterDays: 3 }, { newestRecordDay: '2026-11-08' }).state).toBe('ok')
    expect(evaluate('10', { staleAfterDays: 3 }, { newestRecordDay: '2026-11-12' }).state).toBe('ok')
    expect(evaluate('10', {}, { newestRecordDay: '2025-01-01' }).state).toBe('ok')
    expect(evaluate('0', {}, { newestRecordDay: null }).state).toBe('ok')
  })
})

describe('whatever was spent', () => {
  const anyKnowledge = fc.record({
    sources: fc.nat(2),
    failed: fc.nat(1),
    unpricedRequests: fc.nat(1),
    newestRecordDay: fc.constantFrom(null, '2026-11-01', '2026-11-10'),
  })
  const anyInput = fc
    .record({ costs: fc.array(anyCost, { maxLength: 60 }), amount: anyCost, knowledge: anyKnowledge, soFar: anyCost })
    .map(({ costs, amount, knowledge, soFar }): BudgetInput => {
      const spent = new Map(costs.map((cost, index) => [addDays('2026-11-10', -index), cost]))
      return { ...steady, budget: { ...team, amount: amount + 1n, staleAfterDays: 5 }, spent, knowledge, soFar }
    })

  it('what is spent and what is left are the amount, and no forecast is below it', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const { spent, left, amount, forecast } = evaluateBudget(input)
        expect(spent + left).toBe(amount)
        expect(forecast!.spent).toBe(spent)
        expect(forecast!.low >= spent).toBe(true)
      }),
    )
  })

  it('more of it never makes the state better', () => {
    const order = ['ok', 'warn', 'alarm']
    fc.assert(
      fc.property(anyInput, anyCost, (input, more) => {
        const known = { ...input, knowledge: complete }
        const [now, then] = [known, { ...known, soFar: known.soFar! + more }].map((each) => evaluateBudget(each).state)
        expect(order.indexOf(then!)).toBeGreaterThanOrEqual(order.indexOf(now!))
      }),
    )
  })

  it('missing data never makes it ok, and never hides an alarm', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const state = evaluateBudget(input).state
        const known = evaluateBudget({ ...input, knowledge: complete }).state
        expect([known, 'unknown']).toContain(state)
        expect(known === 'alarm').toBe(state === 'alarm')
      }),
    )
  })
})
