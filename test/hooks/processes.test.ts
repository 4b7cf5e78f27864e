import { describe, expect, it } from 'vitest'
import type { PreparedHook } from '../../src/hooks/types.ts'
import { writeProgram } from '../helpers/plugins.ts'
import { startAt, until } from '../helpers/running-plugins.ts'
import type { Started } from '../helpers/running-plugins.ts'
import { made, started } from './fakes.ts'

type More = Partial<Omit<PreparedHook, 'plugin'>>

/** A process whose `handle(hook, data, metadata, ctx)` has this body. */
async function hookOf(id: string, body: string, more: More = {}): Promise<PreparedHook & { process: Started }> {
  const code = `
import { defineHook, servePlugin } from 'rimuru/plugin-sdk'
await servePlugin(defineHook({
  id: '${id}', name: '${id}', version: '1.2.3',
  async handle(hook, data, metadata, ctx) { ${body} },
}))
`
  const process = await startAt(writeProgram(code, { name: id, type: 'hook' }))
  return {
    process,
    plugin: process.plugin,
    on: ['SessionStart'],
    ring: 'pre_flight',
    threshold: null,
    priority: 50,
    failPolicy: 'closed',
    timeoutMs: 20_000,
    ...more,
  }
}

const PASS = `return { action: 'passthrough' }`

describe('hooks that are processes', () => {
  it('modify what the next one and the caller are given, and tell each other why', async () => {
    const adds = `return { action: 'modify', data: [...data, [hook, metadata]], metadata: { 'a.x': 1, 'not.its': 2 } }`
    const { trigger, warnings } = made([await hookOf('a', adds), await hookOf('b', adds, { ring: 'post_flight' })])
    expect(await trigger(started([]))).toMatchObject({
      action: 'modify',
      by: 'b',
      data: [
        ['SessionStart', {}],
        ['SessionStart', { 'a.x': 1 }],
      ],
      failures: [],
    })
    expect(warnings).toEqual([
      'plugin a: the metadata key "not.its" is dropped: its own keys begin with a. or _a_',
      'plugin b: the metadata key "not.its" is dropped: its own keys begin with b. or _b_',
    ])
  })

  it('block, so that nobody after them is asked', async () => {
    const blocks = `return { action: 'block', status_code: 402, error_type: 'cost_limit', message: 'stop at ' + data.id }`
    const hooks = [await hookOf('stops', blocks), await hookOf('later', `ctx.log('info', 'asked'); ${PASS}`)]
    const { trigger } = made([{ ...hooks[1]!, ring: 'routing' }, hooks[0]!])
    expect(await trigger(started({ id: 's1' }))).toMatchObject({
      action: 'block',
      by: 'stops',
      block: { status_code: 402, error_type: 'cost_limit', message: 'stop at s1' },
      asked: 1,
    })
    expect(hooks[1]!.process.lines).toEqual([])
  })

  it('answer in place of the work', async () => {
    const hit = await hookOf('cache', `return { action: 'cache_hit', data: { delivered: true } }`)
    expect(await made([hit]).trigger(started())).toMatchObject({
      action: 'cache_hit',
      by: 'cache',
      data: { delivered: true },
    })
  })

  it('fail one by one: a crash, a deadline, an exception and a bad answer stop none of the others', async () => {
    const { trigger } = made([
      await hookOf('crashes', 'process.exit(7)', { priority: 1 }),
      await hookOf('hangs', 'await new Promise((resolve) => setTimeout(resolve, 60_000))', {
        priority: 2,
        timeoutMs: 1_000,
        failPolicy: 'open',
      }),
      await hookOf('throws', `throw new Error('no such session')`, { priority: 3 }),
      await hookOf('invents', `return { action: 'retry' }`, { priority: 4 }),
      await hookOf('forgets', `return { action: 'modify' }`, { priority: 5 }),
      await hookOf('works', `return { action: 'modify', data: 'done' }`, { priority: 6 }),
    ])
    const { failures, ...outcome } = await trigger(started())
    expect(outcome).toEqual({ action: 'modify', by: 'works', data: 'done', block: null, asked: 6 })
    expect(failures.map(({ message, closed }) => [message, closed])).toEqual([
      ['plugin crashes: its process ended with exit code 7 (in hook)', true],
      ['plugin hangs: no answer within 1 s (in hook)', false],
      ['plugin throws: hook failed: no such session', true],
      ['plugin invents: its answer to hook is not what it should be: {"action":"retry"}', true],
      ['plugin forgets: it answers modify without data', true],
    ])
    expect(failures[1]!.hint).toBe('raise timeoutMs of this plugin in the config if it needs longer')
  }, 60_000)

  it('are asked again after a crash, and off after the third', async () => {
    const { trigger } = made([await hookOf('crashes', 'process.exit(7)')])
    const messages: string[] = []
    for (let at = 0; at < 4; at += 1) {
      for (const { message } of (await trigger(started())).failures) messages.push(message)
    }
    const crash = 'its process ended with exit code 7 (in hook)'
    expect(messages).toEqual([
      ...[1, 2, 3].map(() => `plugin crashes: ${crash}`),
      `plugin crashes: it is off for the rest of this run: ${crash}`,
    ])
  }, 60_000)

  it('fail in the background by their own deadline', async () => {
    const background: More = { ring: 'background', timeoutMs: 1_000 }
    const { trigger, finish } = made([
      await hookOf('hangs', 'await new Promise((resolve) => setTimeout(resolve, 60_000))', background),
      await hookOf('works', PASS, background),
    ])
    expect(await trigger(started())).toMatchObject({ action: 'passthrough', failures: [], asked: 2 })
    const { failures } = await finish()
    expect(failures.map(({ message, closed }) => [message, closed])).toEqual([
      ['plugin hangs: no answer within 1 s (in hook)', true],
    ])
  }, 60_000)

  it('are let go when the run is interrupted', async () => {
    const slow = await hookOf('slow', `ctx.log('info', 'asked'); await new Promise(() => {})`)
    const { trigger, abort } = made([slow])
    const outcome = trigger(started())
    await until(() => slow.process.lines.length > 0)
    abort(new Error('interrupted'))
    await expect(outcome).rejects.toThrow('interrupted')
  })
})
