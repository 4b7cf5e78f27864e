import type { Io } from '../io.ts'
import { toJson } from './formats.ts'
import { paint } from './paint.ts'
import { printable } from './printable.ts'
import { wrapText } from './wrap.ts'

export interface SettingItem {
  /** `sources.<agent>.dirs` */
  readonly key: string
  readonly value: unknown
  /** The config file, a variable, `default` ... */
  readonly origin: string
}

interface ConfigDocument {
  readonly schema_version: 1
  readonly kind: 'config'
  /** The config file that counts, null without one. */
  readonly path: string | null
  readonly settings: Readonly<Record<string, unknown>>
  /** Where each value is from, by its key. */
  readonly origins: Readonly<Record<string, string>>
}

const configDocument = (path: string | null, items: readonly SettingItem[]): ConfigDocument => ({
  schema_version: 1,
  kind: 'config',
  path,
  settings: nested(items),
  origins: Object.fromEntries(items.map(({ key, origin }) => [key, origin])),
})

/** `a.b` is `{ a: { b } }`. */
function nested(items: readonly SettingItem[]): Record<string, unknown> {
  const root: Record<string, unknown> = {}
  for (const { key, value } of items) {
    const parts = key.split('.')
    let at = root
    for (const part of parts.slice(0, -1)) at = (at[part] ??= {}) as Record<string, unknown>
    at[parts.at(-1)!] = value
  }
  return root
}

export function printConfig(path: string | null, items: readonly SettingItem[], json: boolean, io: Io): void {
  tellMasked(items, io)
  if (json) return io.out(toJson(configDocument(path, items)))
  const style = paint(io.outColour)
  io.out(`${style.bold(path ?? 'no config file: everything at its default')}\n`)
  const values = items.map(({ value }) => wordValue(value))
  const keyWidth = Math.max(...items.map(({ key }) => key.length))
  const valueWidth = Math.min(32, Math.max(...values.map((value) => value.length)))
  for (const [i, { key, origin }] of items.entries()) {
    const from = origin === path ? 'config' : origin
    const value = values[i]!
    // What is longer than its column is broken, where it can be.
    if (value.length <= valueWidth) io.out(`${key.padEnd(keyWidth)}  ${value.padEnd(valueWidth)}  ${style.dim(from)}\n`)
    else {
      const indent = ' '.repeat(keyWidth + 2)
      io.out(wrapText(`${value}  ${style.dim(from)}`, io.width, `${key.padEnd(keyWidth)}  `, indent))
    }
  }
}

function tellMasked(items: readonly SettingItem[], io: Io): void {
  const masked = items.filter(({ key, value }) => /^(plugins|publish)\./.test(key) && wordValue(value).includes('***'))
  if (masked.length === 0) return
  const keys = masked.map(({ key }) => key).join(', ')
  io.note(`not shown, as it may be secret: ${keys}\n`)
  io.note('  keep secrets in environment variables, and name those in the config: rimuru plugins info NAME shows how\n')
}

function wordValue(value: unknown): string {
  if (Array.isArray(value)) return value.map(wordValue).join(', ') || 'none'
  if (typeof value === 'string') return printable(value)
  if (value === null) return '–'
  return isEmpty(value) ? 'none' : JSON.stringify(value)
}

const isEmpty = (value: unknown): boolean => typeof value === 'object' && Object.keys(value ?? {}).length === 0
