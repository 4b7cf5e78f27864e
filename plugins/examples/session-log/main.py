"""Adds a line to sessions.jsonl, in the plugin's own folder, for each session that starts or ends."""

import json
from pathlib import Path

from rimuru_plugin import define_hook, serve_plugin

FIELDS = ['id', 'agent_id', 'project', 'started_at', 'ended_at', 'cost_usd']


def handle(hook, data, metadata, ctx):
    session = data or {}
    line = {'event': hook, 'run': ctx.run_id, **{field: session.get(field) for field in FIELDS}}
    with open(Path(ctx.data_dir) / 'sessions.jsonl', 'a', encoding='utf-8') as log:
        log.write(json.dumps(line, ensure_ascii=False) + '\n')
    return {'action': 'passthrough'}


serve_plugin(
    define_hook(
        id='session-log',
        name='Session log example',
        version='0.1.0',
        hooks=['SessionStart', 'SessionEnd'],
        handle=handle,
    )
)
