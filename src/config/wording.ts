import type { JsonSchemaNode } from './json-schema.ts'

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
