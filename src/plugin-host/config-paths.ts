import { resolve } from 'node:path'
import type { JsonObject } from '../plugin-sdk/types.ts'

/** Texts that the schema calls paths, by `"format": "path"`, as absolute ones: a plugin has a working folder of its own. */
export function withPaths(config: JsonObject, schema: JsonObject | null, folder: string): JsonObject {
  const properties = (schema?.properties ?? {}) as Readonly<Record<string, { readonly format?: unknown } | undefined>>
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [
      key,
      properties[key]?.format === 'path' && typeof value === 'string' ? resolve(folder, value) : value,
    ]),
  )
}
