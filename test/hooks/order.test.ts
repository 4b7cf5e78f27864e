import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RINGS } from '../../src/config/job-types.ts'
import { parseMoney } from '../../src/core/money.ts'
import type { HookEvent } from '../../src/hooks/types.ts'
import { fail, hook, made, started } from './fakes.ts'

interface Asked {
  readonly ring: number
  readonly priority: number
  readonly id: string
  readonly place: number
}

const before = (a: Asked, b: Asked): boolean => {
  if (a.ring !== b.ring) return a.ring < b.ring
  if (a.priority !== b.priority) return a.priority < b.priority
  return a.id === b.id ? a.place < b.place : a.id < b.id
}

const HOOKS = fc.array(
  fc.record({
    ring: fc.constantFrom(...RINGS),
    priority: fc.integer({ min: -2, max: 2 }),
    id: fc.constantFrom('a', 'b', 'c-d', 'c_d'),
    fails: fc.boolean(),
    failPolicy: fc.constantFrom('open' as const, 'closed' as const),
  }),
  { maxLength: 12 },
)

describe('the hooks of an event', () => {
  it('are asked by ring, then priority, then name, whatever fails of them', async () => {
    await fc.assert(
      fc.asyncProperty(HOOKS, async (given) => {
        const asked: Asked[] = []
        const hooks = given.map(({ fails, ...each }, place) =>
          hook({
            ...each,
            answer() {
              asked.push({ ...each, ring: RINGS.indexOf(each.ring), place })
              return fails ? fail('broken')() : { action: 'passthrough' }
            },
          }),
        )
        const { trigger, finish } = made(hooks)
        const outcome = await trigger(started())
        const { failures } = await finish()

        // In the background each plugin is asked on its own, so only the others have one order.
        const inTurn = asked.filter(({ ring }) => ring < RINGS.indexOf('background'))
        expect(inTurn.slice(1).every((each, at) => before(inTurn[at]!, each))).toBe(true)
        expect(asked.map(({ place }) => place).sort((a, b) => a - b)).toEqual(given.map((_, place) => place))
        expect(outcome).toMatchObject({ asked: given.length, action: 'passthrough', data: { id: 's1' } })
        const closed = [...outcome.failures, ...failures].map((failure) => failure.closed)
        expect(closed.length).toBe(given.filter(({ fails }) => fails).length)
        expect(closed.filter(Boolean).length).toBe(
          given.filter(({ fails, failPolicy }) => fails && failPolicy === 'closed').length,
        )
      }),
    )
  })

  it('are two when a job lists one plugin twice', async () => {
    const rings: string[] = []
    const both = (['post_flight', 'ingress'] as const).map((ring) =>
      hook({ ring, answer: () => (rings.push(ring), { action: 'passthrough' }) }),
    )
    expect((await made(both).trigger(started())).asked).toBe(2)
    expect(rings).toEqual(['ingress', 'post_flight'])
  })

  it('are those that listen to it: names of the job match to the letter, or all of them', async () => {
    const names = async (on: string[], name: HookEvent['name']) =>
      (await made([hook({ on })]).trigger({ name, data: null })).asked
    expect(await names(['SessionStart'], 'SessionStart')).toBe(1)
    expect(await names(['SessionStart'], 'SessionEnd')).toBe(0)
    expect(await names(['Custom:deploy'], 'Custom:deploy')).toBe(1)
    expect(await names(['Custom:deploy'], 'Custom:Deploy')).toBe(0)
    expect(await names(['Custom:*', 'Custom:deploy'], 'Custom:deploy')).toBe(1)
    expect(await names(['Custom:*'], 'SessionStart')).toBe(0)
  })

  it.each([
    ['9.999999999999999999', 0],
    ['10', 1],
    ['10.000000000000000001', 1],
    // What is not known is not below anything.
    ['a lot', 1],
    [null, 1],
  ])('asks at a cost of %s with a threshold of 10: %i', async (cost, asked) => {
    const hooks = made([hook({ threshold: parseMoney('10') })])
    expect((await hooks.trigger({ name: 'CostThreshold', data: { cost_usd: cost } })).asked).toBe(asked)
  })

  it('compares the cost of the event, whatever a hook before has made of it', async () => {
    const hides = hook({ ring: 'ingress', answer: () => ({ action: 'modify', data: { cost_usd: '0' } }) })
    const guard = hook({ threshold: parseMoney('10'), answer: () => ({ action: 'block', message: 'too much' }) })
    const outcome = await made([hides, guard]).trigger({ name: 'CostThreshold', data: { cost_usd: '11' } })
    expect(outcome.action).toBe('block')
  })

  it('compares nothing where the event is no cost', async () => {
    const hooks = made([hook({ threshold: parseMoney('10') })])
    expect((await hooks.trigger(started({ cost_usd: '1' }))).asked).toBe(1)
  })
})
