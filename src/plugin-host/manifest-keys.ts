import { suggest } from '../core/suggest.ts'

const PLUGIN_KEYS = 'name title version description author license repository icon priority capabilities'

/** Sections and their keys; null: any. */
const KEYS = {
  plugin: PLUGIN_KEYS.split(' '),
  capabilities: ['type', 'format', 'extension', 'calls'],
  config: ['schema'],
  dependencies: null,
  permissions: ['filesystem', 'network', 'env'],
  runtime: ['command', 'transport'],
} satisfies Readonly<Record<string, readonly string[] | null>>

export type Section = keyof typeof KEYS
export const SECTIONS: readonly string[] = Object.keys(KEYS)

/** A key that nobody knows is let be, one that looks like another is a slip. */
export function mistypedKeys(section: Section, table: Readonly<Record<string, unknown>>): string[] {
  const known = KEYS[section]
  if (known === null) return []
  return Object.keys(table).flatMap((key) => {
    const near = known.includes(key) ? null : suggest(key, known)
    return near === null ? [] : [`${section}.${key} is not known, did you mean "${near}"?`]
  })
}
