import { z } from 'zod'
import { createConfigSchema, type SchemaOptions } from './schema.ts'

/** The part of a JSON Schema node that our own schema can produce and that we read back. */
export interface JsonSchemaNode {
  readonly type?: string | readonly string[]
  readonly description?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly minimum?: number
  readonly maximum?: number
  readonly minItems?: number
  readonly properties?: Readonly<Record<string, JsonSchemaNode>>
  readonly additionalProperties?: JsonSchemaNode | boolean
  readonly items?: JsonSchemaNode
  readonly anyOf?: readonly JsonSchemaNode[]
}

export const toJsonSchema = (schema: z.ZodType): JsonSchemaNode =>
  z.toJSONSchema(schema, { io: 'input', target: 'draft-2020-12', unrepresentable: 'any' }) as JsonSchemaNode

/** What `rimuru config schema` prints: the JSON Schema of a config file, for editors. */
export const renderConfigJsonSchema = (options: SchemaOptions): string => {
  const schema = createConfigSchema(options, { folder: '/', home: '/' })
  return `${JSON.stringify({ title: 'Rimuru config', ...toJsonSchema(schema) }, null, 2)}\n`
}

/** The node that describes the value at `path`, if the schema knows that path. */
export const nodeAt = (root: JsonSchemaNode, path: readonly PropertyKey[]): JsonSchemaNode | undefined => {
  let node: JsonSchemaNode | undefined = root
  for (const key of path) node = childOf(node, key)
  return node
}

function childOf(node: JsonSchemaNode | undefined, key: PropertyKey): JsonSchemaNode | undefined {
  const own = typeof key === 'number' ? node?.items : propertyOf(node, String(key))
  if (own !== undefined || node?.anyOf === undefined) return own
  return node.anyOf.map((each) => childOf(each, key)).find((child) => child !== undefined)
}

function propertyOf(node: JsonSchemaNode | undefined, key: string): JsonSchemaNode | undefined {
  if (node?.properties !== undefined && Object.hasOwn(node.properties, key)) return node.properties[key]
  return typeof node?.additionalProperties === 'object' ? node.additionalProperties : undefined
}
