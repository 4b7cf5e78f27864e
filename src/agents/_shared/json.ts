export type JsonObject = Readonly<Record<string, unknown>>

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Bad UTF-8 becomes replacement characters: the numbers beside it are ASCII and still good. */
export function parseObject(buffer: Buffer, start: number, end: number): JsonObject | null {
  try {
    const value: unknown = JSON.parse(buffer.toString('utf8', start, end))
    return isObject(value) ? value : null
  } catch {
    return null
  }
}

/** The object that a text column holds, or null. */
export function objectIn(text: unknown): JsonObject | null {
  if (typeof text !== 'string') return null
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : null
  } catch {
    return null
  }
}

const views = new WeakSet<object>()

/** A view of what a picker finds: it has the fields that were asked for, and no others. */
export const addView = (view: object): void => void views.add(view)
export const isView = (object: object): boolean => views.has(object)
