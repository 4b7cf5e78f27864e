import { existsSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import { LONG_PART } from '../core/secrets.ts'
import type { Json } from '../plugin-sdk/types.ts'
import { parse } from './fetch/origins.ts'

/** A shorter one would be found in words that have nothing to do with it. */
const SHORTEST = 8

const STARS = '***'

export type Mask = (text: string) => string

/** Whatever a plugin was given by name is taken for a secret, but the place of a file, or of a whole site. */
export const isSecret = (value: string): boolean =>
  value.length >= SHORTEST && !(isAbsolute(value) && existsSync(value)) && parse(value)?.origin !== value

/** Puts stars where a text holds one of the secrets, as it is or as it is written elsewhere. */
export function maskOf(secrets: readonly string[]): Mask {
  const forms = new Set(secrets.flatMap(partsOf).flatMap(formsOf))
  if (forms.size === 0) return (text) => text
  const longestFirst = [...forms].sort((a, b) => b.length - a.length)
  const any = new RegExp(longestFirst.map((form) => form.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|'), 'gi')
  return (text) => text.replace(any, STARS)
}

/** Every text in a value, the names of fields too, and a number that is a secret itself. */
export function maskAll<Value>(value: Value, mask: Mask): Value {
  if (typeof value === 'string') return mask(value) as Value
  if (typeof value === 'number') return mask(String(value)) === STARS ? (STARS as Value) : value
  if (Array.isArray(value)) return value.map((each: unknown) => maskAll(each, mask)) as Value
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value as { readonly [key: string]: Json })
  return Object.fromEntries(entries.map(([key, each]) => [mask(key), maskAll(each, mask)])) as Value
}

/** A key of several lines is printed line by line, and a receiver speaks of what follows its own name. */
function partsOf(secret: string): string[] {
  const url = parse(secret)
  const inside = url?.host
    ? [url.pathname + url.search, url.password, ...url.pathname.split('/').filter(({ length }) => length >= LONG_PART)]
    : []
  return [secret, ...secret.split(/\r?\n/), ...inside].filter(({ length }) => length >= SHORTEST)
}

const formsOf = (secret: string): string[] => [
  secret,
  JSON.stringify(secret).slice(1, -1),
  encodeURI(secret.toWellFormed()),
  encodeURIComponent(secret.toWellFormed()),
  ...base64Of(Buffer.from(secret)).flatMap((text) => [text, text.replaceAll('+', '-').replaceAll('/', '_')]),
]

/** Alone, or behind one or two other bytes: those characters that are of the secret alone. */
const base64Of = (bytes: Buffer): string[] =>
  [0, 1, 2].map((before) =>
    Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6)),
  )
