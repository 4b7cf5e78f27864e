import type { z } from 'zod'
import { suggest } from '../core/suggest.ts'
import { wordPath, wordValue } from '../core/value-words.ts'
import { type JsonSchemaNode, nodeAt, toJsonSchema } from './json-schema.ts'
import { wordExpected } from './wording.ts'

type Issue = z.core.$ZodIssue

const MOST_SHOWN = 10

interface Problems {
  /** All of them on one line. */
  readonly message: string
  /** What to do about the first. */
  readonly hint: string
}

/** The sentence for a config that does not fit the schema. */
export const describeProblems = (schema: z.ZodType, config: unknown, issues: readonly Issue[]): Problems => {
  const root = toJsonSchema(schema)
  const sentences = issues.flatMap((issue) => wordIssue(issue, root, config))
  const more = sentences.length - MOST_SHOWN
  const shown = more > 0 ? [...sentences.slice(0, MOST_SHOWN), `and ${more} more`] : sentences
  return { message: shown.join('; '), hint: hintFor(innermost(issues[0]!), root) }
}

const wordIssue = (issue: Issue, root: JsonSchemaNode, config: unknown): string[] => {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => wordUnknownKey([...issue.path, key], root))
  const where = wordPath(issue.path)
  if (issue.code === 'invalid_key') return issue.issues.map(({ message }) => `${where}: ${message}`)
  const value = valueAt(config, issue.path)
  const node = nodeAt(root, issue.path)
  const meant = issue.code === 'invalid_union' ? meantBy(issue) : []
  if (meant.length > 0) return meant.flatMap((each) => wordIssue(each, root, config))
  if (value === undefined) return [`${where}: missing`]
  if (issue.code === 'custom' || issue.code === 'invalid_format' || node === undefined)
    return [`${where}: ${issue.message}`]
  if (value === '') return [`${where}: expected ${wordExpected(node)}, got an empty one`]
  return [`${where}: expected ${wordExpected(node)}, got ${wordValue(value)}${didYouMean(value, wordsOf(node))}`]
}

/** Of the alternatives the one that the value is of the right kind for: its problems are further in. */
const meantBy = ({ path, errors }: z.core.$ZodIssueInvalidUnion): Issue[] =>
  errors
    .filter((issues) => issues.every((each) => each.path.length > 0 || !OF_ANOTHER_KIND.has(each.code)))
    .flatMap((issues) => issues.map((each) => ({ ...each, path: [...path, ...each.path] })))

const innermost = (issue: Issue): Issue => {
  const [meant] = issue.code === 'invalid_union' ? meantBy(issue) : []
  return meant === undefined ? issue : innermost(meant)
}

const OF_ANOTHER_KIND: ReadonlySet<string> = new Set(['invalid_type', 'invalid_value'])

const wordUnknownKey = (path: readonly PropertyKey[], root: JsonSchemaNode): string =>
  `${wordPath(path)}: unknown key${didYouMean(path.at(-1), knownKeys(root, path.slice(0, -1)))}`

const didYouMean = (word: unknown, candidates: readonly unknown[] = []): string => {
  const meant = typeof word === 'string' ? suggest(word, candidates.map(String)) : null
  return meant === null ? '' : `, did you mean "${meant}"?`
}

const hintFor = (issue: Issue, root: JsonSchemaNode): string => {
  if (issue.code === 'unrecognized_keys') {
    const level = issue.path.length === 0 ? 'the keys' : `the keys of ${wordPath(issue.path)}`
    return `${level} are ${knownKeys(root, issue.path).join(', ')}`
  }
  // What is said of a list or an object holds for what is in it.
  for (let { path } = issue; path.length > 0; path = path.slice(0, -1)) {
    const about = nodeAt(root, path)?.description
    if (about !== undefined) return `${wordPath(path)}: ${about}`
  }
  return 'docs/jobs.md has every key'
}

const knownKeys = (root: JsonSchemaNode, path: readonly PropertyKey[]): string[] => keysOf(nodeAt(root, path))

const wordsOf = (node: JsonSchemaNode): readonly unknown[] => node.enum ?? node.anyOf?.flatMap(wordsOf) ?? []

const keysOf = (node: JsonSchemaNode | undefined): string[] =>
  Object.keys(node?.properties ?? {}).concat(node?.anyOf?.flatMap(keysOf) ?? [])

const valueAt = (config: unknown, path: readonly PropertyKey[]): unknown => {
  let value = config
  for (const key of path) value = (value as Record<PropertyKey, unknown> | undefined)?.[key]
  return value
}
