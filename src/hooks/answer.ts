import type { HookResult, JsonObject } from '../plugin-sdk/types.ts'

export const METADATA_BYTES = 64 << 10

const LONGEST_TEXT = 500

type Fields = Readonly<Record<string, unknown>>

/** The answer of a hook, or an error with what is wrong with it. */
export function answerOf(answer: unknown): HookResult {
  if (!isObject(answer)) throw new Error('its answer is no object')
  const { action, data } = answer
  const wrong = problemOf(answer.metadata)
  const metadata = (wrong === null ? (answer.metadata ?? {}) : {}) as JsonObject
  if (action === 'block') return { action, ...blockOf(answer), metadata }
  if (wrong !== null) throw new Error(wrong)
  switch (action) {
    case 'passthrough':
      return { action, metadata }
    case 'modify':
    case 'cache_hit':
      if (data === undefined) throw new Error(`it answers ${action} without data`)
      return { action, data: data as JsonObject, metadata }
    default:
      throw new Error(`it answers ${shown(action)}; there are passthrough, modify, block and cache_hit`)
  }
}

/** Who blocks still blocks, whatever else it says, or does not: a no that is not understood is no yes. */
function blockOf({ status_code: status, error_type: type, message }: Fields) {
  const isStatus = Number.isInteger(status) && Number(status) >= 100 && Number(status) <= 599
  return {
    status_code: isStatus ? Number(status) : 403,
    error_type: textOr(type, 'blocked'),
    message: textOr(message, 'it gave no reason'),
  }
}

const textOr = (value: unknown, other: string): string => (typeof value === 'string' && oneLine(value)) || other

function problemOf(metadata: unknown): string | null {
  if (metadata === undefined) return null
  if (!isObject(metadata)) return 'its metadata is no object'
  const bytes = sizeOf(metadata as JsonObject)
  return bytes > METADATA_BYTES ? `its metadata has ${bytes} bytes, ${METADATA_BYTES} are allowed` : null
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
