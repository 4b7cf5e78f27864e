import { describe, expect, it } from 'vitest'
import { hasPython, pythonProgram, startOnFd } from './python-host.ts'

const WHO = "id='x', name='X', version='1.0.0'"

const HOOK = pythonHook(`
def handle(hook, data, metadata, ctx):
    if data == 'raise':
        raise KeyError('cost')
    if data == 'say':
        raise RuntimeError('too dear')
    if data == 'nan':
        return {'action': 'modify', 'data': float('nan')}
    if data == 'large':
        return {'action': 'modify', 'data': 'x' * (2 << 20)}
    return {'action': 'modify', 'data': [hook, data, metadata, ctx.config, ctx.run_id, ctx.data_dir]}`)

function pythonHook(code: string, more = ''): string {
  return `${code}\nserve_plugin(define_hook(handle=handle, ${more} ${WHO}))`
}

const failure = (message: string) => ({ status: 500, body: { error: { message } } })

describe.skipIf(!hasPython)('calls of a plugin in Python (needs python3)', () => {
  it('begins with hello, and knows its config, run and folder from init on', async () => {
    const plugin = startOnFd(pythonProgram(HOOK))
    const hello = await plugin.hello
    expect(hello).toMatchObject({ type: 'hello', request_id: null })
    expect(hello.payload).toEqual({
      id: 'x',
      name: 'X',
      version: '1.0.0',
      author: null,
      icon: '',
      route: '/x',
      kind: 'hook',
      protocol: '^1.0.0',
      capabilities: ['check', 'hook'],
    })
    plugin.init({ a: 1 }, { data_dir: '/data', unknown: true })
    const { body } = await plugin.call('hook', { hook: 'SessionStart', data: { b: 2 }, metadata: { c: 3 } })
    const given = ['SessionStart', { b: 2 }, { c: 3 }, { a: 1 }, 'run-1', '/data']
    expect(body).toEqual({ action: 'modify', data: given })
  })

  it('answers that there is nothing at a path that it does not know', async () => {
    const plugin = startOnFd(pythonProgram(HOOK))
    const nothing = (what: string) => ({ status: 404, body: { error: { message: `there is nothing at ${what}` } } })
    expect(await plugin.call('notify', {})).toEqual(nothing('POST /rimuru/v1/notify'))
    expect(await plugin.request('GET', '/rimuru/v1/hook', null)).toEqual(nothing('GET /rimuru/v1/hook'))
    expect(await plugin.request('POST', '/hook', '{}')).toEqual(nothing('POST /hook'))
  })

  it('answers with the words of what the author raised, and keeps the traceback for its log', async () => {
    const plugin = startOnFd(pythonProgram(HOOK))
    const call = (data: string) => plugin.call('hook', { hook: 'h', data, metadata: {} })
    expect(await call('say')).toEqual(failure('too dear'))
    expect(await call('raise')).toEqual(failure("KeyError: 'cost'"))
    expect(await plugin.request('POST', '/rimuru/v1/hook', '[]')).toEqual(failure('the body of the call is no object'))
    expect((await plugin.request('POST', '/rimuru/v1/hook', '{')).status).toBe(500)
    expect((await call('fine')).status).toBe(200)
    plugin.socket.destroy()
    await plugin.ended
    expect(plugin.stderr()).toContain('Traceback')
    expect(plugin.stderr()).toContain('RuntimeError: too dear')
  })

  it('answers that its answer does not fit, where it has no JSON or is too large', async () => {
    const plugin = startOnFd(pythonProgram(HOOK))
    const call = (data: string) => plugin.call('hook', { hook: 'h', data, metadata: {} })
    expect((await call('nan')).body.error.message).toContain('JSON')
    const large = await call('large')
    expect(large.status).toBe(500)
    expect(large.body.error.message).toMatch(/^the data of \d+ bytes is larger than the 1048576 of a message$/)
    expect((await call('fine')).status).toBe(200)
  })

  it('answers many calls at once, each with its own', async () => {
    const plugin = startOnFd(pythonProgram(HOOK))
    const numbers = Array.from({ length: 50 }, (_, i) => i)
    const answers = await Promise.all(
      numbers.map((data) => plugin.call('hook', { hook: 'h', data, metadata: {} }).then(({ body }) => body.data[1])),
    )
    expect(answers).toEqual(numbers)
  })

  it('lets hooks pass that it does not want', async () => {
    const code = "def handle(hook, data, metadata, ctx): return {'action': 'cache_hit', 'data': hook}"
    const plugin = startOnFd(pythonProgram(pythonHook(code, "hooks=['CostThreshold'],")))
    const call = (hook: string) => plugin.call('hook', { hook, data: null, metadata: {} })
    expect((await call('SessionEnd')).body).toEqual({ action: 'passthrough' })
    expect((await call('CostThreshold')).body).toEqual({ action: 'cache_hit', data: 'CostThreshold' })
  })

  it('checks a config, with an answer also where the author has no check', async () => {
    const check = "lambda config, ctx: [] if 'url' in config else [{'path': 'url', 'message': 'is missing'}]"
    const checking = startOnFd(pythonProgram(`serve_plugin(define_hook(handle=print, check=${check}, ${WHO}))`))
    expect((await checking.call('check', { config: { url: 'u' } })).body).toEqual({ ok: true, problems: [] })
    const problems = [{ path: 'url', message: 'is missing' }]
    expect((await checking.call('check', { config: {} })).body).toEqual({ ok: false, problems })
    const plugin = startOnFd(pythonProgram(HOOK))
    expect((await plugin.call('check', { config: {} })).body).toEqual({ ok: true, problems: [] })
  })

  it('notifies, tests, and leaves out levels that it does not want', async () => {
    const code = `
def notify(notification, report, ctx):
    return {'delivered': True, 'id': notification['title'], 'detail': report['title'] if report else None}

serve_plugin(define_notifier(notify=notify, test=lambda ctx: {'delivered': True}, levels=['error'], ${WHO}))`
    const plugin = startOnFd(pythonProgram(code))
    const notify = async (level: string, report: object | null) =>
      (await plugin.call('notify', { notification: { title: 't', level }, report })).body
    expect(await notify('error', { title: 'r' })).toEqual({ delivered: true, id: 't', detail: 'r' })
    expect(await notify('error', null)).toEqual({ delivered: true, id: 't', detail: null })
    expect(await notify('info', null)).toEqual({
      delivered: false,
      skipped: true,
      detail: 'it does not want the level info',
    })
    expect((await plugin.call('notify/test', {})).body).toEqual({ delivered: true })
  })

  it('renders a view and takes its actions', async () => {
    const code = `
def render(context, ctx):
    return {'view_type': 'stats', 'widgets': [{'widget_type': 'stat', 'title': 'T', 'data': context}], 'actions': []}

def action(action, input, context, ctx):
    return {'view_type': action, 'widgets': [], 'actions': [{'id': 'a', 'label': input['text']}]}

serve_plugin(define_view(render=render, action=action, ${WHO}))`
    const plugin = startOnFd(pythonProgram(code))
    const widgets = [{ widget_type: 'stat', title: 'T', data: { day: 1 } }]
    const view = { view_type: 'stats', widgets, actions: [] }
    expect((await plugin.call('view/render', { context: { day: 1 } })).body).toEqual(view)
    const acted = { view_type: 'go', widgets: [], actions: [{ id: 'a', label: 'L' }] }
    expect((await plugin.call('view/action', { action: 'go', input: { text: 'L' }, context: {} })).body).toEqual(acted)
  })

  it('scans: few requests stand in the answer, many are streamed as fast as they are taken', async () => {
    const code = `
def scan(dirs, cursor, ctx):
    for number in range(cursor, int(dirs[0])):
        yield {'identity': str(number), 'file': 'f'}
    return {'cursor': int(dirs[0]), 'files': [], 'problems': []}

def discover(dirs, ctx):
    return ({'path': dir, 'size': 1, 'mtime_ms': 2} for dir in dirs)

serve_plugin(define_agent(discover=discover, scan=scan, ${WHO}))`
    const plugin = startOnFd(pythonProgram(code))
    const found = (await plugin.call('agent/discover', { dirs: ['a', 'b'] })).body
    expect(found.files.map(({ path }: { path: string }) => path)).toEqual(['a', 'b'])
    const scan = async (end: number, cursor: number, rows: unknown[] = []) => {
      const takeRows = (batch: readonly unknown[]) => void rows.push(...batch)
      const body = { dirs: [String(end)], cursor, out: null }
      return (await plugin.call('agent/scan', body, end > 102 ? { takeRows } : {})).body
    }
    const end = { files: [], problems: [] }
    expect(await scan(2, 0)).toEqual({
      ...end,
      cursor: 2,
      rows: 2,
      usage: [
        { identity: '0', file: 'f' },
        { identity: '1', file: 'f' },
      ],
    })
    expect(await scan(2, 2)).toEqual({ ...end, cursor: 2, rows: 0, usage: [] })
    expect((await scan(102, 2)).usage).toHaveLength(100)
    const rows: { identity: string }[] = []
    expect(await scan(5_003, 2, rows)).toEqual({ ...end, cursor: 5_003, rows: 5_001 })
    expect(rows.map(({ identity }) => identity)).toEqual(Array.from({ length: 5_001 }, (_, i) => String(i + 2)))
  })
})
