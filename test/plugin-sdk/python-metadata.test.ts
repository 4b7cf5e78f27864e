import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import * as schema from '../../src/plugin-sdk/config-schema.ts'
import { metadataOf } from '../../src/plugin-sdk/metadata.ts'
import type { PluginDefinition } from '../../src/plugin-sdk/definitions.ts'
import { tempFolder } from '../helpers/folders.ts'
import { hasPython, PYTHON_SDK, pythonEnv, pythonProgram } from './python-host.ts'

const WHO = "id='x', name='X', version='1.2.3', author='Ada', icon='chart'"
const who = { id: 'x', name: 'X', version: '1.2.3', author: 'Ada', icon: 'chart' }
const format = { format: 'f', extension: 'f', mediaType: 'text/plain' }
const never = (): never => {
  throw new Error('never called')
}

/** The same plugin in both languages. */
const PLUGINS: readonly (readonly [python: string, typescript: PluginDefinition])[] = [
  [
    `define_exporter(format='f', extension='f', media_type='text/plain', report=f, costs=f, sessions=f, ${WHO})`,
    { kind: 'exporter', ...who, ...format, report: never, costs: never, sessions: never },
  ],
  [
    `define_exporter(format='f', extension='f', media_type='text/plain', costs=f, id='x', name='X', version='1.0.0')`,
    { kind: 'exporter', id: 'x', name: 'X', version: '1.0.0', ...format, costs: never },
  ],
  [`define_notifier(notify=f, test=f, ${WHO})`, { kind: 'notifier', ...who, notify: never, test: never }],
  [`define_notifier(notify=f, ${WHO})`, { kind: 'notifier', ...who, notify: never }],
  [`define_agent(discover=f, scan=f, ${WHO})`, { kind: 'agent', ...who, discover: never, scan: never }],
  [`define_view(render=f, action=f, ${WHO})`, { kind: 'view', ...who, render: never, action: never }],
  [`define_view(render=f, ${WHO})`, { kind: 'view', ...who, render: never }],
  [`define_hook(handle=f, ${WHO})`, { kind: 'hook', ...who, handle: never }],
]

const python = (...args: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync('python3', args, { env: pythonEnv(), encoding: 'utf8' })
  return { status, stdout, stderr }
}

const EXAMPLES = fileURLToPath(new URL('../../plugins/examples/', import.meta.url))

describe.skipIf(!hasPython)('a plugin in Python, without a host (needs python3)', () => {
  it.each(PLUGINS)('says of itself what the same plugin in TypeScript does: %s', (code, definition) => {
    const { status, stdout, stderr } = python(pythonProgram(`f = print\nserve_plugin(${code})`), '--metadata')
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(JSON.parse(stdout)).toEqual(metadataOf(definition))
  })

  it('says what it is for when it is started by hand', () => {
    const { status, stdout, stderr } = python(pythonProgram(`serve_plugin(define_hook(handle=print, ${WHO}))`))
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toBe('x is a plugin of Rimuru: it is started by `rimuru`, or with --metadata\n')
  })

  it('writes the same schema of a config as the helpers in TypeScript', () => {
    const code = `print(json.dumps(create_config_schema({
      'url': string_property('Where.'), 'name': string_property('Who.', 'me'),
      'count': integer_property('How many.', 0), 'deep': boolean_property('How.', False),
      'level': enum_property('Which.', ['a', 'b'], 'a'), 'tags': array_property('What.', 'string'),
    }, ['url'])))
print(json.dumps(create_config_schema({})))`
    const lines = python(pythonProgram(code)).stdout.trim().split('\n')
    expect(lines[0]).toBeDefined()
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      schema.createConfigSchema(
        {
          url: schema.stringProperty('Where.'),
          name: schema.stringProperty('Who.', 'me'),
          count: schema.integerProperty('How many.', 0),
          deep: schema.booleanProperty('How.', false),
          level: schema.enumProperty('Which.', ['a', 'b'], 'a'),
          tags: schema.arrayProperty('What.', 'string'),
        },
        ['url'],
      ),
      schema.createConfigSchema({}),
    ])
  })

  it('is written for Python 3.9, the examples too', () => {
    const names = readdirSync(EXAMPLES, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.py'))
    expect(names.sort()).toEqual(['jsonl-agent/main.py', 'ndjson-exporter/main.py', 'session-log/main.py'])
    const files = [join(PYTHON_SDK, 'rimuru_plugin.py'), ...names.map((name) => join(EXAMPLES, name))]
    const cache = { PYTHONPYCACHEPREFIX: tempFolder(), PYTHONDONTWRITEBYTECODE: '' }
    const env = { ...pythonEnv(), ...cache }
    const compiled = spawnSync('python3', ['-m', 'py_compile', ...files], { env, encoding: 'utf8' })
    expect(compiled).toMatchObject({ status: 0, stderr: '' })
    const code = 'import ast, sys\nfor path in sys.argv[1:]: ast.parse(open(path).read(), path, feature_version=(3, 9))'
    expect(python('-c', code, ...files)).toEqual({ status: 0, stdout: '', stderr: '' })
  })

  it('loads nothing at its start that it needs later or never', () => {
    const code = `import sys
sys.path.insert(0, ${JSON.stringify(PYTHON_SDK)})
import rimuru_plugin
print([name for name in ('asyncio', 'base64', 'datetime', 'hashlib', 'logging', 'select', 'signal', 'traceback', 'typing')
       if name in sys.modules and name not in before])`
    // Without the site's own modules, and less what the modules of Python bring along themselves.
    const before = 'import socket, sys, json, threading, queue; before = set(sys.modules)\n'
    expect(python('-I', '-S', '-B', '-c', before + code)).toEqual({ status: 0, stdout: '[]\n', stderr: '' })
  })
})
