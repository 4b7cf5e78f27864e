import { withoutSecrets } from '../core/secrets.ts'
import type { JsonSchemaNode } from './json-schema.ts'

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

export const wordExpected = (node: JsonSchemaNode): string => {
  if (node.const !== undefined) return JSON.stringify(node.const)
  if (node.enum !== undefined) return `one of ${node.enum.map((value) => JSON.stringify(value)).join(', ')}`
  const { type } = node
  if (typeof type === 'object') return type.map((each) => wordExpected({ ...node, type: each })).join(', or ')
  if (node.anyOf !== undefined) return node.anyOf.map(wordExpected).join(', or ')
  if (type === 'integer') return `a whole number from ${node.minimum} to ${node.maximum}`
  if (type === 'boolean') return 'true or false'
  if (type === 'array') return node.minItems === undefined ? 'a list' : `a list of at least ${node.minItems}`
  if (type === 'string') return 'a text'
  return type === 'object' ? 'an object' : `a ${type ?? 'value'}`
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

export const shorten = (text: string): string =>
  text.length <= SHOWN_LENGTH ? text : `${text.slice(0, SHOWN_LENGTH)}...`

const isPromise = (value: object): boolean => 'then' in value && typeof value.then === 'function'
