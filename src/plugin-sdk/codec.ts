import type { Json } from './types.ts'

/** What every message has. What else it says is read by whom it is for. */
export interface Message {
  readonly type: string
  readonly request_id: string | null
  readonly payload: Json | undefined
}

/** The other side does not keep to the protocol. Nothing can be read after it. */
export class FrameError extends Error {
  override readonly name = 'FrameError'
}

const HEAD = 4

/** One buffer, to be written at once: some plugins read the length with a single call. */
export const encodeFrame = (message: unknown): Buffer => encodeText(JSON.stringify(message))

/** The same of a message that is JSON text already. */
export function encodeText(text: string): Buffer {
  const length = Buffer.byteLength(text)
  const frame = Buffer.allocUnsafe(HEAD + length)
  frame.writeUInt32BE(length)
  frame.write(text, HEAD)
  return frame
}

export interface Decoder {
  /** The messages that are complete with this chunk. Throws a FrameError, and on every call after it. */
  push(chunk: Uint8Array): Message[]
  /** Whether a frame has begun and not ended. */
  readonly unfinished: boolean
}

/** Reads frames out of chunks of any size. A length above the limit is refused before any of it is kept. */
export function createDecoder(limit: number): Decoder {
  /** The beginning of a frame, in the pieces it came in. */
  let pieces: Buffer[] = []
  let held = 0
  /** Bytes of the frame in all, known once its head is there. */
  let wanted: number | null = null
  let broken: FrameError | null = null

  function push(bytes: Uint8Array): Message[] {
    if (broken) throw broken
    try {
      return read(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
    } catch (error) {
      broken = error as FrameError
      pieces = []
      throw error
    }
  }

  function read(chunk: Buffer): Message[] {
    const messages: Message[] = []
    let rest = chunk
    if (held > 0) {
      pieces.push(chunk)
      held += chunk.length
      if (wanted === null && held >= HEAD) wanted = frameLength(joined())
      if (wanted === null || held < wanted) return messages
      rest = joined()
      pieces = []
      held = 0
      wanted = null
    }
    let at = 0
    while (rest.length - at >= HEAD) {
      const end = at + frameLength(rest, at)
      if (end > rest.length) {
        wanted = end - at
        break
      }
      messages.push(messageIn(rest.subarray(at + HEAD, end)))
      at = end
    }
    if (at < rest.length) {
      pieces = [rest.subarray(at)]
      held = rest.length - at
    }
    return messages
  }

  function joined(): Buffer {
    if (pieces.length > 1) pieces = [Buffer.concat(pieces)]
    return pieces[0]!
  }

  function frameLength(buffer: Buffer, at = 0): number {
    const length = buffer.readUInt32BE(at)
    if (length > limit) throw new FrameError(`a frame of ${length} bytes was announced, ${limit} are allowed`)
    return HEAD + length
  }

  return {
    push,
    get unfinished() {
      return held > 0
    },
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function messageIn(body: Buffer): Message {
  let text: string
  try {
    text = utf8.decode(body)
  } catch {
    throw new FrameError('a frame is not UTF-8')
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new FrameError('a frame is not JSON')
  }
  if (!isMessage(value)) throw new FrameError('a frame is no message: it has no type')
  const id = value.request_id
  return { type: value.type, request_id: typeof id === 'string' ? id : null, payload: value.payload }
}

const isMessage = (value: unknown): value is { type: string; request_id?: unknown; payload?: Json } =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
