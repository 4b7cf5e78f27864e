import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../src/plugin-sdk/types.ts'
import { fail, hook, made, started } from './fakes.ts'

describe('a hook in the background', () => {
  it('is not waited for by the event, and is by the end of the run', async () => {
    const answer = Promise.withResolvers<object>()
    const { trigger, finish, hookReport } = made([hook({ ring: 'background', answer: () => answer.promise })])
    expect(await trigger(started())).toMatchObject({ action: 'passthrough', asked: 1 })
    let finished = false
    const end = finish().then((result) => ((finished = true), result))
    await new Promise(setImmediate)
    expect(finished).toBe(false)
    expect(hookReport()).toEqual([])
    answer.resolve({ action: 'passthrough' })
    expect(await end).toEqual({ failures: [] })
    expect(hookReport()).toMatchObject([{ ring: 'background', action: 'passthrough', times: 1 }])
  })

  it('is waited for also when its event has only just been triggered', async () => {
    const { trigger, finish } = made([hook({ ring: 'background', answer: fail('broken') })])
    const outcome = trigger(started())
    expect((await finish()).failures).toMatchObject([{ message: 'plugin one: broken' }])
    expect(await outcome).toMatchObject({ failures: [], asked: 1 })
  })

  it('sees what the others have made of it', async () => {
    const seen: unknown[] = []
    const { trigger, finish } = made([
      hook({ id: 'log', ring: 'background', answer: (body) => (seen.push(body), { action: 'passthrough' }) }),
      hook({ id: 'two', answer: () => ({ action: 'modify', data: 2, metadata: { 'two.x': 1 } }) }),
    ])
    await trigger(started(1))
    await finish()
    expect(seen).toEqual([{ hook: 'SessionStart', data: 2, metadata: { 'two.x': 1 } }])
  })

  it.each([
    [{ action: 'modify', data: 1 }, 'modify', 'ignored'],
    [{ action: 'block', message: 'no' }, 'block', 'ignored'],
    [{ action: 'cache_hit', data: 1 }, 'cache_hit', 'ignored'],
    [{ action: 'passthrough', metadata: { 'one.x': 1 } }, 'metadata', 'passthrough'],
  ])('has no say: %j is a warning', async (answer, what, recorded) => {
    const seen: JsonObject[] = []
    const { trigger, finish, warnings, hookReport } = made([
      hook({ ring: 'background', answer: () => answer }),
      hook({ id: 'two', answer: ({ metadata }) => (seen.push(metadata), { action: 'passthrough' }) }),
    ])
    for (let at = 0; at < 2; at += 1) {
      expect(await trigger(started('as it was'))).toMatchObject({ action: 'passthrough', data: 'as it was' })
      expect(await finish()).toEqual({ failures: [] })
    }
    expect(warnings).toEqual([`plugin one: its ${what} for SessionStart counts for nothing in the ring background`])
    expect(hookReport()[1]).toMatchObject({ plugin: 'one', action: recorded, times: 2 })
    expect(seen).toEqual([{}, {}])
  })

  it('hears of events in their order, one at a time, also after one has failed', async () => {
    const seen: unknown[] = []
    let inside = 0
    const { trigger, finish } = made([
      hook({
        ring: 'background',
        failPolicy: 'closed',
        async answer({ hook: event, data }) {
          inside += 1
          seen.push([event, data, inside])
          await new Promise(setImmediate)
          inside -= 1
          return event === 'SessionStart' ? fail('broken')() : { action: 'passthrough' }
        },
      }),
    ])
    await trigger(started('s1'))
    await trigger({ name: 'SessionEnd', data: 's1' })
    const { failures } = await finish()
    expect(seen).toEqual([
      ['SessionStart', 's1', 1],
      ['SessionEnd', 's1', 1],
    ])
    expect(failures).toEqual([
      { plugin: 'one', event: 'SessionStart', message: 'plugin one: broken', hint: null, closed: true },
    ])
  })

  it('is forgotten when the run is interrupted', async () => {
    const { trigger, finish, abort } = made([
      hook({
        ring: 'background',
        answer: (_, signal) =>
          new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('aborted')))),
      }),
    ])
    await trigger(started())
    const end = finish()
    await new Promise(setImmediate)
    abort(new Error('interrupted'))
    expect(await end).toEqual({ failures: [] })
  })
})
