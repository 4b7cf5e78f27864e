import { isSecretName, masked, withoutSecrets } from '../core/secrets.ts'
import type { Json, JsonObject } from '../plugin-sdk/types.ts'

/**
 * A plugin's config as others may see it. Secret is what its schema says to be `writeOnly` or of the format `password`,
 * what is called like one, and what looks like one: a secret should stand in the environment, but people put it here.
 */
export const withoutSecretsIn = (config: JsonObject, schema: JsonObject | null): JsonObject =>
  shown(config, schema, false) as JsonObject

/** The texts in it that nobody else should see. */
export function secretsIn(config: JsonObject, schema: JsonObject | null): string[] {
  const seen = textsIn(withoutSecretsIn(config, schema))
  return textsIn(config).filter((text, i) => text !== seen[i])
}

function shown(value: Json, schema: JsonObject | null, isSecret: boolean): Json {
  if (typeof value === 'string') return isSecret ? masked(value) : withoutSecrets(value)
  if (Array.isArray(value)) return value.map((each: Json) => shown(each, inner(schema, 'items'), isSecret))
  if (typeof value !== 'object' || value === null) return value
  const properties = inner(schema, 'properties')
  const entries = Object.entries(value as JsonObject).map(([key, each]) => {
    const own = inner(properties, key)
    return [key, shown(each, own, isSecret || isSecretSetting(key, own))] as const
  })
  return Object.fromEntries(entries)
}

/** The place of a file is none, whatever it is called. */
const isSecretSetting = (key: string, schema: JsonObject | null): boolean =>
  schema?.writeOnly === true || schema?.format === 'password' || (isSecretName(key) && schema?.format !== 'path')

function inner(schema: JsonObject | null, key: string): JsonObject | null {
  const found = schema !== null && Object.hasOwn(schema, key) ? schema[key] : null
  return typeof found === 'object' && found !== null && !Array.isArray(found) ? (found as JsonObject) : null
}

const textsIn = (value: Json): string[] =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value as JsonObject).flatMap(textsIn)
      : []
