import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import type { Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { createChannel } from '../../src/plugin-sdk/channel.ts'
import type { Channel } from '../../src/plugin-sdk/channel.ts'
import type { Message } from '../../src/plugin-sdk/codec.ts'
import { PREFIX, TO_PLUGIN_LIMIT } from '../../src/plugin-sdk/messages.ts'
import type { HttpResponse } from '../../src/plugin-sdk/messages.ts'
import { tempFolder, writeText } from '../helpers/folders.ts'

export const PYTHON_SDK = fileURLToPath(new URL('../../src/plugin-sdk/python/', import.meta.url))
export const hasPython = spawnSync('python3', ['--version']).status === 0

/** Nothing of Python's is written beside the sources. */
export const pythonEnv = (): Record<string, string> => ({
  PATH: process.env.PATH ?? '',
  PYTHONPATH: PYTHON_SDK,
  PYTHONDONTWRITEBYTECODE: '1',
})

/** A program of one plugin: what follows `from rimuru_plugin import *`. */
export const pythonProgram = (code: string): string =>
  writeText(join(tempFolder(), 'main.py'), `from rimuru_plugin import *\n${code}\n`)

export interface Ending {
  readonly code: number | null
  readonly signal: string | null
}

export interface PythonProcess {
  readonly child: ChildProcess
  readonly ended: Promise<Ending>
  readonly stdout: () => string
  readonly stderr: () => string
}

export function startPython(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  withFd: boolean,
): PythonProcess {
  const child = spawn('python3', args, {
    env: { ...pythonEnv(), ...env },
    stdio: ['ignore', 'pipe', 'pipe', ...(withFd ? ['pipe' as const] : [])],
  })
  let stdout = ''
  let stderr = ''
  child.stdout!.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const ended = new Promise<Ending>((resolve) => child.once('close', (code, signal) => resolve({ code, signal })))
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
  })
  return { child, ended, stdout: () => stdout, stderr: () => stderr }
}

export interface Answer {
  readonly status: number
  readonly body: any
}

export interface PythonPlugin extends PythonProcess {
  readonly socket: Socket
  readonly channel: Channel
  readonly hello: Promise<Message>
  /** Messages that were neither answers nor requests. */
  readonly said: Message[]
  init(config: object, more?: object): void
  call(name: string, body: object, streams?: CallStreams): Promise<Answer>
  request(method: string, path: string, body: string | null): Promise<Answer>
}

interface CallStreams {
  readonly rows?: AsyncIterable<readonly string[]>
  readonly takeRows?: (rows: readonly unknown[]) => void
}

/** A host of the least size. `serve` answers what the plugin asks for. */
export function startOnFd(program: string, serve: (type: string, payload: any) => object = () => ({})): PythonPlugin {
  const running = startPython([program], { RIMURU_PLUGIN_FD: '3' }, true)
  const socket = running.child.stdio[3] as Socket
  const hello = Promise.withResolvers<Message>()
  const said: Message[] = []
  const channel: Channel = createChannel({
    prefix: 'h',
    sendLimit: TO_PLUGIN_LIMIT,
    limit: 1 << 20,
    send: (frame) => socket.write(frame),
    handle(message) {
      if (message.type === 'hello') hello.resolve(message)
      else if (message.type === 'kv' || message.type === 'fetch')
        channel.post(message.type, serve(message.type, message.payload), message.request_id)
      else said.push(message)
    },
  })
  socket.on('data', (chunk) => channel.push(chunk))
  socket.on('drain', () => channel.drained())
  socket.on('error', () => undefined)
  void running.ended.then(() => {
    const reason = new Error(`the plugin ended: ${running.stderr()}`)
    hello.reject(reason)
    channel.close(reason)
  })
  hello.promise.catch(() => undefined)

  async function request(method: string, path: string, body: string | null, streams: CallStreams = {}) {
    const reading: Promise<void>[] = []
    const message = await channel.request(
      'http',
      (id) => ({ type: 'http', request_id: id, payload: { method, path, headers: {}, body } }),
      {
        deadlineMs: 30_000,
        began(id) {
          if (streams.takeRows) reading.push(readAll(channel.streams.receive(id), streams.takeRows))
        },
        sent(id) {
          if (streams.rows) channel.streams.send(id, streams.rows).catch(() => undefined)
        },
      },
    )
    channel.streams.forget(message.request_id!)
    await Promise.all(reading)
    const response = message.payload as unknown as HttpResponse
    return { status: response.status, body: JSON.parse(response.body!) }
  }

  return {
    ...running,
    socket,
    channel,
    hello: hello.promise,
    said,
    init: (config, more = {}) =>
      channel.post('lifecycle', { type: 'lifecycle', action: 'init', run_id: 'run-1', data_dir: '', config, ...more }),
    request,
    call: (name, body, streams) => request('POST', `${PREFIX}${name}`, JSON.stringify(body), streams),
  }
}

async function readAll(batches: AsyncIterable<readonly unknown[]>, take: (rows: readonly unknown[]) => void) {
  for await (const batch of batches) take(batch)
}
