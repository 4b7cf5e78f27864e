import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createDecoder, encodeFrame, FrameError } from '../../src/plugin-sdk/codec.ts'
import type { Message } from '../../src/plugin-sdk/codec.ts'

const LIMIT = 1 << 20

const message = fc.record({
  type: fc.constantFrom('http', 'kv', 'stream', 'hello'),
  request_id: fc.option(fc.string({ unit: 'grapheme', maxLength: 8 })),
  payload: fc.jsonValue() as fc.Arbitrary<Message['payload']>,
})

/** A stream of bytes cut at any places. */
function pieces(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b)
  return [0, ...places].map((from, i) => bytes.subarray(from, places[i] ?? bytes.length))
}

it('reads the same messages however the bytes are cut', () => {
  fc.assert(
    fc.property(fc.array(message, { maxLength: 8 }), fc.array(fc.nat(), { maxLength: 40 }), (messages, cuts) => {
      const bytes = Buffer.concat(messages.map(encodeFrame))
      const decoder = createDecoder(LIMIT)
      const read = pieces(bytes, cuts).flatMap((piece) => decoder.push(piece))
      expect(read).toEqual(JSON.parse(JSON.stringify(messages)))
      expect(decoder.unfinished).toBe(false)
    }),
  )
})

it('knows of a frame that has begun, at every byte of it', () => {
  const bytes = encodeFrame({ type: 'kv', request_id: 'k1', payload: { text: 'é漢🦔' } })
  for (let cut = 1; cut < bytes.length; cut += 1) {
    const decoder = createDecoder(LIMIT)
    expect(decoder.push(bytes.subarray(0, cut))).toEqual([])
    expect(decoder.unfinished).toBe(true)
    expect(decoder.push(bytes.subarray(cut))).toHaveLength(1)
  }
})

it('reads a large frame in small pieces, each looked at once', () => {
  const text = 'x'.repeat(900_000)
  const bytes = encodeFrame({ type: 'http', request_id: 'h1', payload: text })
  const decoder = createDecoder(LIMIT)
  let copied = 0
  const { concat } = Buffer
  Buffer.concat = (list: readonly Uint8Array[], length?: number) => {
    const joined = concat(list, length)
    copied += joined.length
    return joined
  }
  try {
    for (let at = 0; at < bytes.length; at += 1000) decoder.push(bytes.subarray(at, at + 1000))
  } finally {
    Buffer.concat = concat
  }
  expect(copied).toBeLessThanOrEqual(bytes.length + 1000)
})

const framed = (body: Buffer | string): Buffer => {
  const bytes = Buffer.from(body as string)
  const head = Buffer.alloc(4)
  head.writeUInt32BE(bytes.length)
  return Buffer.concat([head, bytes])
}

it.each([
  ['a length above the limit', Buffer.from([0xff, 0xff, 0xff, 0xff]), 'a frame of 4294967295 bytes was announced'],
  ['a length one above it', Buffer.from([0, 0x10, 0, 1]), 'a frame of 1048577 bytes was announced'],
  ['no JSON', framed('nonsense'), 'not JSON'],
  ['a list', framed('[1]'), 'it has no type'],
  ['a number', framed('1'), 'it has no type'],
  ['no type', framed('{"request_id":null}'), 'it has no type'],
  ['bytes that are no UTF-8', framed(Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d])), 'UTF-8'],
  ['nothing', framed(''), 'not JSON'],
])('refuses %s, and everything after it', (_, bytes, reason) => {
  const decoder = createDecoder(LIMIT)
  expect(() => decoder.push(bytes)).toThrow(FrameError)
  const again = createDecoder(LIMIT)
  expect(() => again.push(bytes)).toThrow(reason)
  const good = encodeFrame({ type: 'kv', request_id: null, payload: null })
  expect(() => decoder.push(good)).toThrow(reason)
})

it('takes a frame of exactly the limit', () => {
  const empty = JSON.stringify({ type: 'x', request_id: null, payload: '' }).length
  const message = { type: 'x', request_id: null, payload: 'x'.repeat(LIMIT - empty) }
  expect(createDecoder(LIMIT).push(encodeFrame(message))).toHaveLength(1)
})

it('never fails otherwise, whatever bytes come', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 8 }), (chunks) => {
      const decoder = createDecoder(LIMIT)
      for (const chunk of chunks) {
        try {
          decoder.push(chunk)
        } catch (error) {
          expect(error).toBeInstanceOf(FrameError)
        }
      }
    }),
  )
})
