import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { createDecoder } from '../plugin-sdk/codec.ts'
import type { Message } from '../plugin-sdk/codec.ts'
import { FROM_PLUGIN_LIMIT } from '../plugin-sdk/messages.ts'
import { FRAME_MS, LateError, LostError, MOMENT_MS } from './connection.ts'

export const connected = (path: string): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect(path)
    socket.once('connect', () => {
      socket.off('error', reject)
      resolve(socket)
    })
    socket.once('error', reject)
  })

/** The answer with this id; every other message is passed over. */
export function answerOn(socket: Socket, id: string, timeoutMs: number): Promise<Message> {
  const decoder = createDecoder(FROM_PLUGIN_LIMIT)
  const { promise, resolve, reject } = Promise.withResolvers<Message>()
  let strangers = 0
  let frameTimer: NodeJS.Timeout | null = null
  let momentTimer: NodeJS.Timeout | null = null

  function late(): string {
    const words = `no answer within ${timeoutMs / 1000} s`
    if (decoder.unfinished) return `${words}, it began a frame and did not end it`
    return strangers > 0 ? `${words}, one came with an id that nobody has asked for` : words
  }

  function stopFrame(): void {
    if (frameTimer) clearTimeout(frameTimer)
    frameTimer = null
  }

  const lateTimer = setTimeout(() => reject(new LateError(late())), timeoutMs)
  socket.on('data', (chunk) => {
    try {
      const messages = decoder.push(chunk)
      // Whatever frame has begun by now is another one.
      if (messages.length > 0) stopFrame()
      const found = messages.find(({ request_id }) => request_id === id)
      if (found) return resolve(found)
      strangers += messages.length
    } catch (error) {
      return reject(new LostError((error as Error).message))
    }
    if (!decoder.unfinished) return
    const words = `it began a frame and did not end it within ${FRAME_MS / 1000} s`
    frameTimer ??= setTimeout(() => reject(new LostError(words)), FRAME_MS)
  })
  const stopWaiting = (): void => {
    clearTimeout(lateTimer)
    stopFrame()
  }
  const soon = (reason: string): void => {
    momentTimer ??= setTimeout(() => reject(new LostError(reason)), MOMENT_MS).unref()
  }
  socket.on('error', () => soon('its connection broke'))
  socket.on('close', () => {
    stopWaiting()
    soon('it closed its connection without an answer')
  })
  return promise.finally(stopWaiting)
}
