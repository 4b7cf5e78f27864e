import { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { answerOn } from '../../src/plugin-host/exchange.ts'
import { encodeFrame } from '../../src/plugin-sdk/codec.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const said = encodeFrame({ type: 'log', request_id: null, payload: { message: 'working' } })
const answer = encodeFrame({ type: 'http', request_id: 'h1', payload: { status: 200 } })

it('a plugin may say something else first, in pieces, and take its time with the answer', async () => {
  const socket = new EventEmitter()
  const answered = answerOn(socket as Socket, 'h1', 60_000)
  socket.emit('data', said.subarray(0, 3))
  socket.emit('data', said.subarray(3))
  await vi.advanceTimersByTimeAsync(30_000)
  socket.emit('data', answer)
  await expect(answered).resolves.toMatchObject({ request_id: 'h1' })
})

it('each frame has its own time to end', async () => {
  const socket = new EventEmitter()
  const answered = answerOn(socket as Socket, 'h1', 60_000)
  const refused = expect(answered).rejects.toThrow('it began a frame and did not end it within 10 s')
  socket.emit('data', said.subarray(0, 3))
  await vi.advanceTimersByTimeAsync(9_000)
  socket.emit('data', Buffer.concat([said.subarray(3), answer.subarray(0, 3)]))
  await vi.advanceTimersByTimeAsync(9_000)
  expect(vi.getTimerCount()).toBe(2)
  await vi.advanceTimersByTimeAsync(2_000)
  await refused
})
