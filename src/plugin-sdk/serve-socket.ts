import { mkdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import type { Socket } from 'node:net'
import { dirname, join } from 'node:path'
import { answerCall, failed } from './calls.ts'
import { createDecoder, encodeFrame } from './codec.ts'
import type { Message } from './codec.ts'
import { contextOf } from './context.ts'
import type { Started, WayBack } from './context.ts'
import type { PluginDefinition } from './definitions.ts'
import { kvInFile } from './kv-file.ts'
import { TO_PLUGIN_LIMIT } from './messages.ts'
import type { HttpRequest, InitPayload, KvPayload } from './messages.ts'
import type { LogMessage } from './messages.ts'

/** Serves whoever connects to a Unix socket, as hosts of the base protocol do. It has no way back to them. */
export function serveOnSocket(plugin: PluginDefinition, path: string): void {
  let started: Started = { config: {}, run_id: '', data_dir: dirname(path) }
  const host: WayBack = {
    async request(type, payload) {
      if (type === 'fetch') throw new Error('this host makes no requests for plugins')
      return kvInFile(join(started.data_dir, 'kv.json'))(payload as KvPayload)
    },
    post(type, payload) {
      if (type !== 'log') return
      const { level, message } = payload as LogMessage['payload']
      process.stderr.write(`${level}: ${message}\n`)
    },
  }

  /** What is sent back, null for a message without an answer. */
  async function answerTo({ type, request_id: id, payload }: Message): Promise<unknown> {
    if (type === 'lifecycle') {
      const message = payload as unknown as InitPayload | { readonly action: 'shutdown' }
      if (message.action === 'init') started = { ...started, ...message }
      else stop()
      return null
    }
    if (type === 'kv') {
      const { payload: asked } = payload as unknown as { payload: KvPayload }
      return kvInFile(join(started.data_dir, 'kv.json'))(asked)
    }
    if (type !== 'http') return id === null ? null : failed(400, `messages of type ${type} are not understood`)
    const request = (payload as unknown as { payload: HttpRequest }).payload
    const none = (): never => {
      throw new Error('there are no streams on this carrier')
    }
    return answerCall(plugin, request, contextOf(started, host, id), { receive: none, send: null })
  }

  function serve(socket: Socket): void {
    const decoder = createDecoder(TO_PLUGIN_LIMIT)
    let last: Promise<void> = Promise.resolve()
    socket.on('error', () => undefined)
    socket.on('data', (chunk) => {
      try {
        for (const message of decoder.push(chunk)) last = last.then(() => answer(socket, message))
      } catch {
        socket.destroy()
      }
    })
  }

  async function answer(socket: Socket, message: Message): Promise<void> {
    const payload = await answerTo(message)
    if (payload === null) return
    const { type, request_id } = message
    socket.write(encodeFrame({ type, timestamp: new Date().toISOString(), request_id, payload }))
  }

  function stop(): void {
    rmSync(path, { force: true })
    process.exit(0)
  }

  mkdirSync(dirname(path), { recursive: true })
  rmSync(path, { force: true })
  createServer(serve).listen(path)
  process.once('SIGTERM', stop)
}
