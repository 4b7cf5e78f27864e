import { describe, expect, it } from 'vitest'
import { hasPython, pythonProgram, startOnFd } from './python-host.ts'

/** A hook whose data is code: what `result` is comes back. */
const PROGRAM = `
def handle(hook, data, metadata, ctx):
    names = {'ctx': ctx, 'Refused': Refused}
    exec(data, names)
    return {'action': 'modify', 'data': names['result']}

serve_plugin(define_hook(handle=handle, id='x', name='X', version='1.0.0'))`

function start(serve?: (type: string, payload: any) => object) {
  const plugin = startOnFd(pythonProgram(PROGRAM), serve)
  return {
    plugin,
    run: async (code: string) => {
      const { body } = await plugin.call('hook', { hook: 'h', data: code, metadata: {} })
      return body.error ?? body.data
    },
  }
}

describe.skipIf(!hasPython)('what a plugin in Python asks of its host (needs python3)', () => {
  it('keeps, finds, lists and deletes keys', async () => {
    const values = new Map<string, string>()
    const asked: object[] = []
    const { run } = start((type, payload) => {
      asked.push({ type, ...payload })
      const { action, key, value, prefix } = payload
      if (action === 'list') return { keys: [...values.keys()].filter((each) => each.startsWith(prefix)) }
      if (action === 'set') values.set(key, value)
      if (action === 'delete') values.delete(key)
      return { value: action === 'get' ? (values.get(key) ?? null) : null }
    })
    const code = `
ctx.kv.set('a1', 'one')
ctx.kv.set('b1', '\u00fc')
ctx.kv.set('a2', 'two')
ctx.kv.delete('a2')
result = [ctx.kv.get('b1'), ctx.kv.get('a2'), ctx.kv.list(), ctx.kv.list('a')]`
    expect(await run(code)).toEqual(['\u00fc', null, ['a1', 'b1'], ['a1']])
    expect(asked).toHaveLength(8)
    expect(asked[0]).toEqual({ type: 'kv', action: 'set', key: 'a1', value: 'one' })
    expect(asked[6]).toEqual({ type: 'kv', action: 'list', prefix: '' })
  })

  it('learns why it was refused, and fails with those words if it does not care', async () => {
    const { run } = start(() => ({ error: { code: 'quota', message: 'the quota is used up' } }))
    const caring = `
try:
    ctx.kv.set('a', 'b')
except Refused as refused:
    result = [refused.code, str(refused)]`
    expect(await run(caring)).toEqual(['quota', 'the quota is used up'])
    expect(await run("ctx.kv.set('a', 'b')")).toEqual({ message: 'the quota is used up' })
  })

  it('logs, and says how far the call is', async () => {
    const { plugin, run } = start()
    await run("ctx.log('warning', 'slow', {'ms': 5}); ctx.log('info', 'plain'); ctx.progress(1, 2, 'half'); result = 0")
    await run('ctx.progress(3); result = 0')
    expect(plugin.said.map(({ type, request_id, payload }) => ({ type, request_id, payload }))).toEqual([
      { type: 'log', request_id: null, payload: { level: 'warning', message: 'slow', fields: { ms: 5 } } },
      { type: 'log', request_id: null, payload: { level: 'info', message: 'plain' } },
      { type: 'progress', request_id: 'h1', payload: { done: 1, total: 2, message: 'half' } },
      { type: 'progress', request_id: 'h2', payload: { done: 3, total: null, message: null } },
    ])
  })

  it('fetches texts and bytes through the host', async () => {
    const asked: any[] = []
    const { run } = start((_, payload) => {
      asked.push(payload)
      const binary = payload.encoding === 'base64'
      return {
        status: binary ? 404 : 201,
        headers: { 'x-a': 'b' },
        body: binary ? Buffer.from([0, 255]).toString('base64') : '{"ok": "\u00fc"}',
        encoding: payload.encoding,
      }
    })
    const text = `
answer = ctx.fetch('https://a.example/x', method='POST', headers={'h': 'v'}, body='text', timeout_ms=500)
result = [answer.status, answer.ok, answer.headers, answer.text(), answer.json(), list(answer.bytes())[-3:]]`
    const body = '{"ok": "\u00fc"}'
    const tail = [...Buffer.from(body)].slice(-3)
    expect(await run(text)).toEqual([201, true, { 'x-a': 'b' }, body, { ok: '\u00fc' }, tail])
    const bytes = `
answer = ctx.fetch('https://a.example/y', method='PUT', body=b'\\x00\\xff')
result = [answer.status, answer.ok, list(answer.bytes()), answer.text()]`
    expect(await run(bytes)).toEqual([404, false, [0, 255], '\0\ufffd'])
    await run("ctx.fetch('https://a.example/z'); result = 0")
    const plain = { method: 'GET', headers: {}, body: null, encoding: 'utf8' }
    expect(asked).toEqual([
      {
        ...plain,
        url: 'https://a.example/x',
        method: 'POST',
        headers: { h: 'v' },
        body: 'text',
        timeout_ms: 500,
      },
      { ...plain, url: 'https://a.example/y', method: 'PUT', body: 'AP8=', encoding: 'base64' },
      { ...plain, url: 'https://a.example/z' },
    ])
  })

  it('asks from several threads of its own at once, and each gets its answer', async () => {
    const { run } = start((_, { key }) => ({ value: `value of ${key}` }))
    const code = `
from concurrent.futures import ThreadPoolExecutor
with ThreadPoolExecutor(8) as pool:
    result = list(pool.map(lambda number: ctx.kv.get(f'key{number}'), range(100)))`
    expect(await run(code)).toEqual(Array.from({ length: 100 }, (_, i) => `value of key${i}`))
  })
})
