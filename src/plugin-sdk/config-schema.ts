import type { JsonObject } from './types.ts'

/** Helpers that write the JSON Schema of a plugin's config. */
export const createConfigSchema = (
  properties: Readonly<Record<string, JsonObject>>,
  required: readonly string[] = [],
): JsonObject => ({
  type: 'object',
  properties,
  ...(required.length > 0 ? { required } : {}),
  additionalProperties: false,
})

export const stringProperty = (description: string, value?: string): JsonObject =>
  property('string', description, value)
export const integerProperty = (description: string, value?: number): JsonObject =>
  property('integer', description, value)
export const booleanProperty = (description: string, value?: boolean): JsonObject =>
  property('boolean', description, value)

export const enumProperty = (description: string, values: readonly string[], value?: string): JsonObject => ({
  ...property('string', description, value),
  enum: values,
})

export const arrayProperty = (description: string, items: string): JsonObject => ({
  ...property('array', description, undefined),
  items: { type: items },
})

const property = (type: string, description: string, value: string | number | boolean | undefined): JsonObject => ({
  type,
  description,
  ...(value === undefined ? {} : { default: value }),
})
