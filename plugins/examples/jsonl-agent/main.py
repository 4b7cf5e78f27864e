"""Reads the logs of "acorn", a made-up agent. A line of them:
{"id": "a1", "chat": "c1", "at": "2026-01-31T10:00:00Z", "model": "acorn-large", "in": 1200, "out": 80}
"""

import json
from pathlib import Path

from rimuru_plugin import define_agent, serve_plugin


def discover(dirs, ctx):
    """The logs below the folders."""
    paths = sorted(path for folder in dirs for path in Path(folder).rglob('*.jsonl'))
    return [
        {'path': str(path), 'size': path.stat().st_size, 'mtime_ms': path.stat().st_mtime_ns // 1_000_000}
        for path in paths
    ]


def scan(dirs, cursor, ctx):
    """Yields a dict for each new request. The cursor, how far each log was read, is what the last scan returned."""
    read_so_far = cursor or {}
    files, problems, next_cursor = discover(dirs, ctx), [], {}
    for number, file in enumerate(files, 1):
        path = file['path']
        offset = read_so_far.get(path, 0)
        if offset > file['size']:
            offset = 0  # a shorter file is a new one
        with open(path, 'rb') as log:
            log.seek(offset)
            for line in log:
                if not line.endswith(b'\n'):
                    break  # still being written: it comes with the next scan
                try:
                    yield usage_of(json.loads(line), path, offset, ctx)
                except (ValueError, KeyError, TypeError) as error:
                    problems.append({'file': path, 'kind': 'bad-line', 'offset': offset, 'detail': repr(error)})
                offset += len(line)
        next_cursor[path] = offset
        ctx.progress(number, len(files))
    return {'cursor': next_cursor, 'files': files, 'problems': problems}


def usage_of(entry, path, offset, ctx):
    return {
        'identity': entry['id'],
        'session_id': entry['chat'],
        'recorded_at': entry['at'],
        'model': entry['model'],
        'provider': ctx.config['provider'],
        'input_tokens': entry['in'],
        'output_tokens': entry['out'],
        'file': path,
        'offset': offset,
    }


serve_plugin(
    define_agent(id='jsonl-agent', name='Acorn', version='0.1.0', discover=discover, scan=scan)
)
