import { describe, expect, it } from 'vitest'
import { PluginError } from '../../src/plugin-host/plugin-error.ts'
import type { Json } from '../../src/plugin-sdk/types.ts'
import { fail, hook, made, started } from './fakes.ts'

const adds = (word: string) =>
  hook({ id: word, answer: ({ data }) => ({ action: 'modify', data: [...(data as string[]), word] }) })

describe('a chain of hooks', () => {
  it('passes through what nobody touches', async () => {
    expect(await made([hook(), hook({ id: 'two' })]).trigger(started(['as it was']))).toEqual({
      data: ['as it was'],
      action: 'passthrough',
      by: null,
      block: null,
      failures: [],
      asked: 2,
    })
    expect(await made([]).trigger(started())).toMatchObject({ action: 'passthrough', asked: 0 })
  })

  it('hands what one modifies to the next, and to the caller', async () => {
    const outcome = await made([adds('a'), adds('b'), hook({ id: 'c' })]).trigger(started([]))
    expect(outcome).toMatchObject({ action: 'modify', by: 'b', data: ['a', 'b'], asked: 3 })
  })

  it('takes null for data too', async () => {
    const outcome = await made([hook({ answer: () => ({ action: 'modify', data: null }) })]).trigger(started())
    expect(outcome).toMatchObject({ action: 'modify', data: null })
  })

  it('ends where one blocks, with the reason in one line', async () => {
    const block = { action: 'block', status_code: 429, error_type: 'cost_limit', message: 'too\n\u001B[31mmuch' }
    const seen: string[] = []
    const tells = (ring: 'post_flight' | 'background') =>
      hook({ id: ring, ring, answer: () => (seen.push(ring), { action: 'passthrough' }) })
    const hooks = made([adds('a'), hook({ id: 'b', answer: () => block }), tells('post_flight'), tells('background')])
    expect(await hooks.trigger(started([]))).toEqual({
      data: ['a'],
      action: 'block',
      by: 'b',
      block: { status_code: 429, error_type: 'cost_limit', message: 'too [31mmuch' },
      failures: [],
      asked: 2,
    })
    await hooks.finish()
    expect(seen).toEqual([])
  })

  it('ends where one has the answer', async () => {
    const hit = hook({ id: 'b', answer: () => ({ action: 'cache_hit', data: 'sent before' }) })
    const outcome = await made([adds('a'), hit, adds('c')]).trigger(started([]))
    expect(outcome).toMatchObject({ action: 'cache_hit', by: 'b', data: 'sent before', block: null, asked: 2 })
  })

  it('goes on after a failure, which says whether the run fails with it', async () => {
    const late = new PluginError('late', 'timeout', 'no answer within 1 s', { hint: 'raise timeoutMs' })
    const hooks = made([
      hook({ id: 'broken', answer: fail('it broke'), failPolicy: 'closed' }),
      hook({ id: 'late', answer: () => Promise.reject(late) }),
      adds('z'),
    ])
    expect(await hooks.trigger(started([]))).toMatchObject({
      action: 'modify',
      data: ['z'],
      asked: 3,
      failures: [
        { plugin: 'broken', event: 'SessionStart', message: 'plugin broken: it broke', hint: null, closed: true },
        {
          plugin: 'late',
          event: 'SessionStart',
          message: 'plugin late: no answer within 1 s',
          hint: 'raise timeoutMs',
          closed: false,
        },
      ],
    })
  })

  it('takes one event after the other, however they are triggered', async () => {
    const seen: Json[] = []
    let inside = 0
    const slow = hook({
      async answer({ data }) {
        inside += 1
        seen.push([data, inside])
        await new Promise(setImmediate)
        inside -= 1
        return { action: 'passthrough' }
      },
    })
    const { trigger } = made([slow])
    await Promise.all([1, 2, 3].map((each) => trigger(started(each))))
    expect(seen).toEqual([1, 2, 3].map((each) => [each, 1]))
  })

  it('ends with the run: nobody else is asked, and it is no failure of the hook', async () => {
    let asked = 0
    const { trigger, abort, finish, hookReport } = made([
      hook({
        answer: () => {
          abort(new Error('interrupted'))
          throw new Error('no connection')
        },
      }),
      hook({ id: 'two', answer: () => (asked += 1) }),
    ])
    await expect(trigger(started())).rejects.toThrow('interrupted')
    await expect(trigger(started())).rejects.toThrow('interrupted')
    expect(await finish()).toEqual({ failures: [] })
    expect(asked).toBe(0)
    expect(hookReport()).toEqual([])
  })
})

describe('the report of hooks', () => {
  it('counts how each hook has answered each event', async () => {
    const answers = [{ action: 'passthrough' }, { action: 'modify', data: 1 }, {}, { action: 'passthrough' }]
    const { trigger, hookReport } = made([
      hook({ id: 'late', ring: 'post_flight' }),
      hook({ id: 'first', answer: () => answers.shift() }),
    ])
    for (let at = 0; at < 3; at += 1) await trigger(started())
    await trigger({ name: 'Custom:x', data: null })
    expect(hookReport().map(({ ms, ...each }) => [...Object.values(each), Number.isSafeInteger(ms)])).toEqual([
      ['first', 'Custom:x', 'pre_flight', 'passthrough', 1, true],
      ['first', 'SessionStart', 'pre_flight', 'failed', 1, true],
      ['first', 'SessionStart', 'pre_flight', 'modify', 1, true],
      ['first', 'SessionStart', 'pre_flight', 'passthrough', 1, true],
      ['late', 'Custom:x', 'post_flight', 'passthrough', 1, true],
      ['late', 'SessionStart', 'post_flight', 'passthrough', 3, true],
    ])
  })
})
