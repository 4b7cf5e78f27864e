import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../src/plugin-sdk/types.ts'
import { hook, made, started } from './fakes.ts'

const writes = (id: string, metadata: JsonObject) => hook({ id, answer: () => ({ action: 'passthrough', metadata }) })

/** What the last hook of a run sees. */
async function seenAfter(...hooks: ReturnType<typeof writes>[]) {
  let seen: JsonObject = {}
  const last = hook({
    id: 'reader',
    ring: 'post_flight',
    answer: ({ metadata }) => ((seen = metadata), { action: 'passthrough', metadata }),
  })
  const running = made([...hooks, last])
  const outcome = await running.trigger(started())
  return { seen, warnings: running.warnings, outcome, running }
}

describe('the metadata that hooks share', () => {
  it('is what each wrote under its own name, in both spellings', async () => {
    const own = { 'my-plugin.a': 1, _my_plugin_result: 'value' }
    const { seen, warnings } = await seenAfter(writes('my-plugin', own), writes('other', { 'other.b': null }))
    expect(seen).toEqual({ ...own, 'other.b': null })
    // The reader answered with all that it was given: nobody's key was changed.
    expect(warnings).toEqual([])
  })

  it('drops keys of others, and says so once', async () => {
    const { seen, warnings, running, outcome } = await seenAfter(
      writes('a', { 'a.x': 1 }),
      writes('b', { 'a.x': 2, 'b.x': 3 }),
      writes('c', { x: 1 }),
    )
    await running.trigger(started())
    expect(seen).toEqual({ 'a.x': 1, 'b.x': 3 })
    expect(outcome.failures).toEqual([])
    expect(warnings).toEqual([
      'plugin b: the metadata key "a.x" is dropped: its own keys begin with b. or _b_',
      'plugin c: the metadata key "x" is dropped: its own keys begin with c. or _c_',
    ])
  })

  it('knows a plugin from one whose name begins the same', async () => {
    const { seen, warnings } = await seenAfter(
      writes('my', { _my_plugin_x: 1, _my_x: 2, _myx: 3 }),
      writes('my-plugin', { _my_plugin_y: 4 }),
    )
    expect(seen).toEqual({ _my_x: 2, _my_plugin_y: 4 })
    expect(warnings).toEqual([
      'plugin my: the metadata key "_my_plugin_x" is dropped: its own keys begin with my. or _my_',
    ])
  })

  it('stays from one event of the run to the next', async () => {
    const seen: JsonObject[] = []
    const counts = hook({
      answer({ metadata }) {
        seen.push(metadata)
        return { action: 'passthrough', metadata: { 'one.count': seen.length } }
      },
    })
    const { trigger } = made([counts])
    for (let at = 0; at < 3; at += 1) await trigger(started())
    expect(seen).toEqual([{}, { 'one.count': 1 }, { 'one.count': 2 }])
  })

  it('takes no more than 64 KiB in all', async () => {
    const most = 'x'.repeat((64 << 10) - '{"a.x":""}'.length)
    const { seen, warnings } = await seenAfter(writes('a', { 'a.x': most }), writes('b', { 'b.x': 1 }))
    expect(seen).toEqual({ 'a.x': most })
    expect(warnings).toEqual(['plugin b: its metadata is dropped: that of all hooks may have 65536 bytes'])
  })
})
