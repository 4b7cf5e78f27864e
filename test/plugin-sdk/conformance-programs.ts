import type { PluginKind } from '../../src/plugin-sdk/types.ts'

/** The same plugin of each kind in both languages. */
export const TYPESCRIPT: Readonly<Record<PluginKind, string>> = {
  exporter: typescript(`defineExporter({ ...who, format: 'lines', extension: 'txt', mediaType: 'text/plain',
  async *costs(rows) { for await (const row of rows) yield row.id + '\\n' },
  *report(report) { yield report.title },
})`),
  notifier: typescript(`defineNotifier({ ...who, levels: ['error'],
  check: (config) => config.url ? [] : [{ path: 'url', message: 'is missing' }],
  async notify(notification, report, ctx) {
    if (notification.title === 'fail') throw new Error('nobody is there')
    return { delivered: true, id: notification.title, detail: report ? report.title : null }
  },
})`),
  agent: typescript(`defineAgent({ ...who,
  discover: (dirs) => dirs.map((path) => ({ path, size: 1, mtime_ms: 2 })),
  *scan(dirs, cursor) {
    for (let i = cursor ?? 0; i < 3; i += 1) yield { identity: String(i), file: 'f' }
    return { cursor: 3, files: [] }
  },
})`),
  view: typescript(`defineView({ ...who,
  render: (context) => context.large ? { view_type: 'x'.repeat(2 << 20) } : { view_type: 'v', widgets: [], actions: [], context },
})`),
  hook: typescript(`defineHook({ ...who, hooks: ['A'],
  async handle(hook, data, metadata, ctx) {
    if (data === 'null') return null
    if (data === 'kv') {
      await ctx.kv.set('b', '1')
      await ctx.kv.set('a', 'é')
      await ctx.kv.set('gone', '1')
      await ctx.kv.delete('gone')
      return { action: 'modify', data: [await ctx.kv.get('a'), await ctx.kv.get('gone'), await ctx.kv.list(), await ctx.kv.list('b')] }
    }
    return { action: 'modify', data: [hook, data, metadata, ctx.config, ctx.runId] }
  },
})`),
}

function typescript(definition: string): string {
  const name = definition.slice(0, definition.indexOf('('))
  return `import { ${name}, servePlugin } from 'rimuru/plugin-sdk'
const who = { id: 'same', name: 'Same', version: '1.0.0', author: 'A', icon: 'i' }
await servePlugin(${definition})
`
}

export const PYTHON: Readonly<Record<PluginKind, string>> = {
  exporter: python(`
def costs(rows, call):
    for row in rows:
        yield row['id'] + '\\n'

def report(report, call):
    yield report['title']

plugin = define_exporter(format='lines', extension='txt', media_type='text/plain', costs=costs, report=report, **who)`),
  notifier: python(`
def check(config, ctx):
    return [] if config.get('url') else [{'path': 'url', 'message': 'is missing'}]

def notify(notification, report, ctx):
    if notification['title'] == 'fail':
        raise Exception('nobody is there')
    return {'delivered': True, 'id': notification['title'], 'detail': report['title'] if report else None}

plugin = define_notifier(levels=['error'], check=check, notify=notify, **who)`),
  agent: python(`
def scan(dirs, cursor, ctx):
    for i in range(cursor or 0, 3):
        yield {'identity': str(i), 'file': 'f'}
    return {'cursor': 3, 'files': []}

def discover(dirs, ctx):
    return [{'path': path, 'size': 1, 'mtime_ms': 2} for path in dirs]

plugin = define_agent(discover=discover, scan=scan, **who)`),
  view: python(`
def render(context, ctx):
    if context.get('large'):
        return {'view_type': 'x' * (2 << 20)}
    return {'view_type': 'v', 'widgets': [], 'actions': [], 'context': context}

plugin = define_view(render=render, **who)`),
  hook: python(`
def handle(hook, data, metadata, ctx):
    if data == 'null':
        return None
    if data == 'kv':
        ctx.kv.set('b', '1')
        ctx.kv.set('a', 'é')
        ctx.kv.set('gone', '1')
        ctx.kv.delete('gone')
        return {'action': 'modify', 'data': [ctx.kv.get('a'), ctx.kv.get('gone'), ctx.kv.list(), ctx.kv.list('b')]}
    return {'action': 'modify', 'data': [hook, data, metadata, ctx.config, ctx.run_id]}

plugin = define_hook(hooks=['A'], handle=handle, **who)`),
}

function python(definition: string): string {
  return `from rimuru_plugin import *

who = {'id': 'same', 'name': 'Same', 'version': '1.0.0', 'author': 'A', 'icon': 'i'}
${definition}
serve_plugin(plugin)
`
}
