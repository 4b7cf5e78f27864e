import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createConnection } from 'node:net'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { createDecoder, encodeFrame } from '../../src/plugin-sdk/codec.ts'
import type { Message } from '../../src/plugin-sdk/codec.ts'
import { kvInFile } from '../../src/plugin-sdk/kv-file.ts'
import type { KvPayload } from '../../src/plugin-sdk/messages.ts'
import { tempFolder, writeText } from '../helpers/folders.ts'
import { until } from '../helpers/running-plugins.ts'
import { pythonEnv } from './python-host.ts'

const REGISTER = fileURLToPath(new URL('../../src/plugin-sdk/register.mjs', import.meta.url))

export type Language = 'TypeScript' | 'Python'
export type Carrier = 'fd 3' | 'a socket'

/** How a program in this language is started. */
export function commandFor(language: Language, program: string): [command: string, ...args: string[]] {
  if (language === 'Python') return ['python3', writeText(join(tempFolder(), 'main.py'), program)]
  return [process.execPath, '--import', REGISTER, writeText(join(tempFolder(), 'main.ts'), program)]
}

export interface Spoken {
  /** Sends a message as it stands, and gives the payload of its answer. */
  ask(message: { readonly type: string; readonly request_id: string; readonly payload: unknown }): Promise<any>
  /** Sends a message that has no answer. */
  tell(message: object): Promise<void>
  readonly exit: Promise<number | null>
  readonly stderr: () => string
}

/** A host that says what it is told to say, on either carrier. */
export async function startOn(carrier: Carrier, [command, ...args]: [string, ...string[]]): Promise<Spoken> {
  const path = join(tempFolder(), 's')
  const onFd = carrier === 'fd 3'
  const child = spawn(command, args, {
    env: { ...pythonEnv(), ...(onFd ? { RIMURU_PLUGIN_FD: '3' } : { TORU_PLUGIN_SOCKET: path }) },
    stdio: ['ignore', 'ignore', 'pipe', ...(onFd ? ['pipe' as const] : [])],
  })
  let stderr = ''
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const exit = new Promise<number | null>((resolve) => child.once('close', resolve))
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await exit
  })
  const spoken = onFd ? overFd(child) : await overSocket(path)
  return { ...spoken, exit, stderr: () => stderr }
}

function overFd(child: ChildProcess): Pick<Spoken, 'ask' | 'tell'> {
  const socket = child.stdio[3] as Socket
  const decoder = createDecoder(1 << 20)
  const waiting = new Map<string | null, (payload: unknown) => void>()
  const kv = kvInFile(join(tempFolder(), 'kv.json'))
  socket.on('error', () => undefined)
  socket.on('data', (chunk) => {
    for (const { type, request_id, payload } of decoder.push(chunk)) {
      const waiter = waiting.get(request_id)
      if (waiter) waiter(payload)
      else if (type === 'kv')
        socket.write(encodeFrame({ type, request_id, payload: kv(payload as unknown as KvPayload) }))
    }
  })
  return {
    ask(message) {
      const answer = new Promise((resolve) => waiting.set(message.request_id, resolve))
      socket.write(encodeFrame(message))
      return answer
    },
    // eslint-disable-next-line typescript/require-await
    async tell(message) {
      socket.write(encodeFrame(message))
    },
  }
}

async function overSocket(path: string): Promise<Pick<Spoken, 'ask' | 'tell'>> {
  await until(() => existsSync(path))
  // It is there a moment before it is listened to.
  const listening = await connectedTo(path)
  listening.destroy()
  /** One exchange for each connection. */
  const exchange = (message: object, answered: boolean): Promise<Message | null> =>
    new Promise((resolve, reject) => {
      const decoder = createDecoder(1 << 20)
      const socket = createConnection(path)
      socket.on('error', reject)
      socket.on('data', (chunk) => {
        try {
          const [answer] = decoder.push(chunk)
          if (answer) socket.end(() => resolve(answer))
        } catch (error) {
          socket.destroy(error as Error)
        }
      })
      socket.on('end', () => resolve(null))
      socket.write(encodeFrame(message), () => {
        if (!answered) socket.end()
      })
    })
  return {
    ask: async (message) => (await exchange(message, true))?.payload,
    tell: async (message) => void (await exchange(message, false)),
  }
}

async function connectedTo(path: string): Promise<Socket> {
  for (const end = Date.now() + 10_000; ;) {
    const socket = createConnection(path)
    try {
      await once(socket, 'connect')
      return socket
    } catch (error) {
      if (Date.now() > end) throw error
    }
  }
}
