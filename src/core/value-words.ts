import { withoutSecrets } from './secrets.ts'

const SHOWN_LENGTH = 60

/** `sources.codex.dirs[0]` */
export const wordPath = (path: readonly PropertyKey[]): string =>
  path.map((key, index) => wordKey(key, index === 0)).join('') || 'the config'

const wordKey = (key: PropertyKey, first: boolean): string => {
  if (typeof key === 'number') return `[${key}]`
  const name = String(key)
  if (!/^[\w$-]+$/.test(name)) return `[${JSON.stringify(name)}]`
  return first ? name : `.${name}`
}

/** A wrong value as a person sees it, always on one line. */
export const wordValue = (value: unknown): string => {
  if (typeof value === 'string') return shorten(JSON.stringify(withoutSecrets(value)))
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list'
  if (value === undefined) return 'nothing'
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (typeof value === 'object') return isPromise(value) ? 'a promise' : 'an object'
  return `a ${typeof value}`
}

const shorten = (text: string): string => (text.length <= SHOWN_LENGTH ? text : `${text.slice(0, SHOWN_LENGTH)}...`)

const isPromise = (value: object): boolean => 'then' in value && typeof value.then === 'function'
