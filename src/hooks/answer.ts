import type { HookResult, JsonObject } from '../plugin-sdk/types.ts'

export const METADATA_BYTES = 64 << 10

const LONGEST_TEXT = 500

type Fields = Readonly<Record<string, unknown>>

/** The answer of a hook, or an error with what is wrong with it. */
export function answerOf(answer: unknown): HookResult {
  if (!isObject(answer)) throw new Error('its answer is no object')
  const { action, data } = answer
  const metadata = metadataOf(answer)
  switch (action) {
    case 'passthrough':
      return { action, metadata }
    case 'modify':
    case 'cache_hit':
      if (data === undefined) throw new Error(`it answers ${action} without data`)
      return { action, data: data as JsonObject, metadata }
    case 'block':
      return { action, ...blockOf(answer), metadata }
    default:
      throw new Error(`it answers ${shown(action)}; there are passthrough, modify, block and cache_hit`)
  }
}

/** Who blocks without saying how still blocks: only a message is asked for. */
function blockOf({ status_code: status = 403, error_type: type = 'blocked', message }: Fields) {
  if (typeof message !== 'string' || message.trim() === '') throw new Error('it blocks without a message')
  if (!Number.isInteger(status) || Number(status) < 100 || Number(status) > 599) {
    throw new Error(`it blocks with the status_code ${shown(status)}, which is no number from 100 to 599`)
  }
  if (typeof type !== 'string' || type.trim() === '') {
    throw new Error(`it blocks with the error_type ${shown(type)}, which is no name`)
  }
  return { status_code: Number(status), error_type: oneLine(type), message: oneLine(message) }
}

function metadataOf({ metadata = {} }: Fields): JsonObject {
  if (!isObject(metadata)) throw new Error('its metadata is no object')
  const bytes = sizeOf(metadata as JsonObject)
  if (bytes > METADATA_BYTES) throw new Error(`its metadata has ${bytes} bytes, ${METADATA_BYTES} are allowed`)
  return metadata as JsonObject
}

export const sizeOf = (metadata: JsonObject): number => Buffer.byteLength(JSON.stringify(metadata))

export const shown = (value: unknown): string => oneLine(JSON.stringify(value) ?? 'nothing').slice(0, 80)

/** What a plugin says stands in one line, and cannot move the cursor of a terminal. */
const oneLine = (text: string): string =>
  text
    .slice(0, LONGEST_TEXT)
    .replace(/\p{Cc}+/gu, ' ')
    .trim()

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
