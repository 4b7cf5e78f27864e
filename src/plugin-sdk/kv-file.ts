import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { KvPayload, Refused } from './messages.ts'

type Values = Record<string, string>
type KvAnswer = { readonly value: string | null } | { readonly keys: readonly string[] } | Refused

/** Keys and values in a file, for a host that keeps none. It is replaced as a whole: it is never half written. */
export function kvInFile(path: string) {
  return (payload: KvPayload | { readonly action?: never }): KvAnswer => {
    const values = read(path)
    switch (payload.action) {
      case 'get':
        return { value: values[payload.key] ?? null }
      case 'list':
        return {
          keys: Object.keys(values)
            .filter((key) => key.startsWith(payload.prefix ?? ''))
            .sort(),
        }
      case 'set':
        return write(path, { ...values, [payload.key]: payload.value })
      case 'delete':
        delete values[payload.key]
        return write(path, values)
      default:
        return { error: { code: 'invalid', message: 'the actions of kv are get, set, delete and list' } }
    }
  }
}

function read(path: string): Values {
  try {
    return Object.assign(Object.create(null) as Values, JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    return Object.create(null) as Values
  }
}

function write(path: string, values: Values): KvAnswer {
  try {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(`${path}.tmp`, JSON.stringify(values))
    renameSync(`${path}.tmp`, path)
    return { value: null }
  } catch (error) {
    return { error: { code: 'failed', message: error instanceof Error ? error.message : String(error) } }
  }
}
