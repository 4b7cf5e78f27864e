import { dirname, join } from 'node:path'
import { openMemo, stampOf } from '../platform/memo.ts'
import { stateFolder } from '../platform/places.ts'
import type { Environment } from '../platform/places.ts'
import type { SchemaOptions } from './schema.ts'
import type { RimuruConfig } from './types.ts'

/**
 * The check of a config is remembered with what the file said: the library that checks takes longer to load than a
 * report to make.
 */
export async function checkConfig(
  value: unknown,
  file: string,
  options: SchemaOptions,
  home: string | null,
  env: Environment,
): Promise<RimuruConfig> {
  const roots = { folder: dirname(file), home }
  const text = plainText(value)
  const memo = openMemo(join(stateFolder(env), 'answers'))
  const key = JSON.stringify(['config', text, file, roots, options.agentIds, stampOf(new URL(import.meta.url))])
  const mayRemember = text !== null && home !== null && !options.agentOptions
  const known = mayRemember ? memo.recall<RimuruConfig>(key) : null
  if (known) return known
  const { validateConfig } = await import('./validate.ts')
  const config = validateConfig(value, file, options, roots)
  if (mayRemember) memo.remember(key, config)
  return config
}

/** The JSON of a value that is nothing but JSON, or null: what JSON leaves out may be what is wrong. */
function plainText(value: unknown): string | null {
  try {
    return JSON.stringify(value, (_key, each: unknown) => {
      if (!isPlain(each)) throw new TypeError('not plain')
      return each
    })
  } catch {
    return null
  }
}

function isPlain(value: unknown): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true
  if (typeof value === 'number') return Number.isFinite(value)
  if (typeof value !== 'object') return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return Array.isArray(value) || prototype === Object.prototype || prototype === null
}
