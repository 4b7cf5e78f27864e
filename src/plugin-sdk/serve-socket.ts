import { mkdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import type { Socket } from 'node:net'
import { dirname, join } from 'node:path'
import { answerCall, failed, requestIn } from './calls.ts'
import { TooLargeError } from './channel.ts'
import { createDecoder, encodeFrame } from './codec.ts'
import type { Message } from './codec.ts'
import { contextOf } from './context.ts'
import type { Started, WayBack } from './context.ts'
import type { PluginDefinition } from './definitions.ts'
import { kvInFile } from './kv-file.ts'
import { FROM_PLUGIN_LIMIT, TO_PLUGIN_LIMIT } from './messages.ts'
import type { InitPayload, KvPayload, LogMessage } from './messages.ts'
import { timestamp } from './timestamp.ts'

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
      const message = payload as unknown as InitPayload | { readonly action: 'shutdown' } | null
      if (message?.action === 'init') started = { ...started, ...message }
      else if (message?.action === 'shutdown') stop()
      return null
    }
    if (type === 'kv') {
      const asked = (payload as { readonly payload?: KvPayload | null } | null)?.payload
      return kvInFile(join(started.data_dir, 'kv.json'))(asked ?? {})
    }
    if (type !== 'http') return id === null ? null : failed(400, `messages of type ${type} are not understood`)
    const none = (): never => {
      throw new Error('there are no streams on this carrier')
    }
    return answerCall(plugin, requestIn(payload), contextOf(started, host, id), { receive: none, send: null })
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
    const frameOf = (answer: unknown): Buffer =>
      encodeFrame({ type, timestamp: timestamp(), request_id, payload: answer })
    const frame = frameOf(payload)
    const refusal = new TooLargeError(frame.length, FROM_PLUGIN_LIMIT)
    socket.write(frame.length > FROM_PLUGIN_LIMIT ? frameOf(failed(500, refusal.message)) : frame)
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
