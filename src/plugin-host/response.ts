import type { Message } from '../plugin-sdk/codec.ts'
import type { HttpResponse } from '../plugin-sdk/messages.ts'
import { LostError } from './connection.ts'

type Fields = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null

/** An answer in any of the shapes that plugins of the base protocol use: as it is, or as a text inside. */
export function responseOf({ payload }: Pick<Message, 'payload'>): HttpResponse {
  for (const value of [payload, innerOf(payload)]) {
    if (!isObject(value) || typeof value.status !== 'number') continue
    const { status, headers, body } = value
    return {
      status,
      headers: isObject(headers) ? (headers as HttpResponse['headers']) : {},
      body: typeof body === 'string' ? body : null,
    }
  }
  throw new LostError('its answer has no status')
}

/** `payload.value`, or the same inside a text where the other family puts it. */
export function valueOf({ payload }: Pick<Message, 'payload'>): string | null {
  for (const value of [payload, innerOf(payload), isObject(payload) ? payload.payload : null]) {
    if (isObject(value) && 'value' in value) return typeof value.value === 'string' ? value.value : null
  }
  return null
}

function innerOf(payload: unknown): unknown {
  const inner = isObject(payload) && isObject(payload.payload) ? payload.payload.body : null
  if (typeof inner !== 'string') return null
  try {
    return JSON.parse(inner) as unknown
  } catch {
    return null
  }
}
