import type { PluginKind } from '../../../../plugin-sdk/types.ts'

/** The program of a new plugin in Python. */
export const pythonPlugin = (kind: PluginKind, id: string): string => PROGRAMS[kind](id)

const about = (id: string): string => `id='${id}', name='${id}', version='0.1.0'`

const PROGRAMS: Readonly<Record<PluginKind, (id: string) => string>> = {
  exporter: (id) => `from rimuru_plugin import define_exporter, serve_plugin


def write_costs(rows, call):
    for row in rows:
        yield f"{row['recorded_at']} {row['model_name']} {row['total_tokens']} tokens {row['cost_usd'] or 'no price'}\\n"


def write_sessions(rows, call):
    for row in rows:
        yield f"{row['id']} {row['requests']} requests {row['cost_usd']}\\n"


def write_report(report, call):
    yield f"{report['title']}\\n"
    for figure in report['figures']:
        yield f"{figure['label']}: {'unknown' if figure['value'] is None else figure['value']}\\n"


serve_plugin(
    define_exporter(
        ${about(id)},
        format='${id}',
        extension='txt',
        media_type='text/plain',
        costs=write_costs,
        sessions=write_sessions,
        report=write_report,
    )
)
`,
  notifier: (id) => `from rimuru_plugin import define_notifier, serve_plugin


def notify(notification, report, ctx):
    # ctx.fetch reaches the origins that plugin.toml asks for and the config grants.
    ctx.log('info', notification['title'], {'level': notification['level']})
    ctx.kv.set('last', notification['idempotency_key'])
    return {'delivered': True, 'id': notification['idempotency_key']}


def test(ctx):
    ctx.log('info', 'a test')
    return {'delivered': True}


serve_plugin(define_notifier(${about(id)}, notify=notify, test=test))
`,
  agent: (id) => `import json
from pathlib import Path

from rimuru_plugin import define_agent, serve_plugin


def discover(dirs, ctx):
    """The logs below the folders: files of one JSON object a line."""
    paths = sorted(path for folder in dirs for path in Path(folder).glob('*.jsonl'))
    stats = [(path, path.stat()) for path in paths]
    return [{'path': str(path), 'size': stat.st_size, 'mtime_ms': stat.st_mtime_ns // 1_000_000} for path, stat in stats]


def scan(dirs, cursor, ctx):
    """Yields the requests that are new since the cursor, and returns the next one."""
    files = discover(dirs, ctx)
    seen = cursor or {}
    problems = []
    for file in files:
        path = file['path']
        if seen.get(path) == file['size']:
            continue
        for number, line in enumerate(Path(path).read_text().splitlines(), 1):
            try:
                entry = json.loads(line)
                yield {
                    'identity': entry['id'],
                    'session_id': entry['session'],
                    'recorded_at': entry['time'],
                    'model': entry['model'],
                    'input_tokens': entry['input'],
                    'output_tokens': entry['output'],
                    'file': path,
                }
            except (ValueError, KeyError, TypeError):
                problems.append({'file': path, 'kind': 'bad-line', 'detail': f'line {number} is no JSON'})
    return {'cursor': {file['path']: file['size'] for file in files}, 'files': files, 'problems': problems}


serve_plugin(define_agent(${about(id)}, discover=discover, scan=scan))
`,
  view: (id) => `from rimuru_plugin import define_view, serve_plugin


def page(text):
    return {
        'view_type': 'custom',
        'widgets': [{'widget_type': 'text', 'title': '${id}', 'data': {'text': text}}],
        'actions': [{'id': 'refresh', 'label': 'Refresh', 'shortcut': 'r'}],
    }


def render(context, ctx):
    return page('Hello from ${id}')


def act(action, input, context, ctx):
    return page(f'You asked for {action}')


serve_plugin(define_view(${about(id)}, render=render, action=act))
`,
  hook: (id) => `from rimuru_plugin import define_hook, serve_plugin


def handle(hook, data, metadata, ctx):
    ctx.log('info', hook)
    return {'action': 'passthrough'}


serve_plugin(define_hook(${about(id)}, hooks=['CostThreshold'], handle=handle))
`,
}
