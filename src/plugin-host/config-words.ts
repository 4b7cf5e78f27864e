import type { ErrorObject } from 'ajv'
import { isSecretName } from '../core/secrets.ts'
import { suggest } from '../core/suggest.ts'
import { wordPath, wordValue } from '../core/value-words.ts'

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  null: 'null',
}

/** One sentence for what is wrong, in the words of the config's own errors. */
export function wordProblem(plugin: string, error: ErrorObject, config: unknown): string {
  const { keyword, params, parentSchema = {} } = error
  const [path, value] = placeOf(error, config)
  const at = (...more: readonly string[]): string => wordPath(['plugins', plugin, 'config', ...path, ...more])
  if (keyword === 'additionalProperties') {
    const key = String(params.additionalProperty)
    return `${at(key)}: unknown key${didYouMean(key, Object.keys((parentSchema.properties ?? {}) as object))}`
  }
  if (keyword === 'required') return `${at(String(params.missingProperty))}: missing`
  const expected = wordExpected(keyword, params)
  if (expected === null) return `${at()}: ${error.message ?? 'is wrong'}`
  // Not even a wrong key of a provider is for a log.
  if (path.some((key) => isSecretName(String(key)))) return `${at()}: expected ${expected}`
  const near = keyword === 'enum' ? didYouMean(value, (params.allowedValues as unknown[]).map(String)) : ''
  return `${at()}: expected ${expected}, got ${wordValue(value)}${near}`
}

/** The keys on the way to it, and what is there. */
function placeOf({ instancePath }: ErrorObject, config: unknown): [PropertyKey[], unknown] {
  const path: PropertyKey[] = []
  let value = config
  for (const part of instancePath.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~')
    path.push(Array.isArray(value) ? Number(key) : key)
    value = (value as Readonly<Record<string, unknown>>)[key]
  }
  return [path, value]
}

/** Null for what is seldom used: there the words of the validator are better than none. */
function wordExpected(keyword: string, params: ErrorObject['params']): string | null {
  const limit = String(params.limit)
  switch (keyword) {
    case 'type':
      return [params.type as string | readonly string[]]
        .flat()
        .map((type) => TYPES[type] ?? type)
        .join(', or ')
    case 'enum': {
      const values = params.allowedValues as readonly unknown[]
      return `one of ${values.map((value) => JSON.stringify(value)).join(', ')}`
    }
    case 'const':
      return JSON.stringify(params.allowedValue)
    case 'minimum':
      return `${limit} or more`
    case 'maximum':
      return `${limit} or less`
    case 'exclusiveMinimum':
      return `more than ${limit}`
    case 'exclusiveMaximum':
      return `less than ${limit}`
    case 'minLength':
      return `a text of at least ${limit} ${limit === '1' ? 'letter' : 'letters'}`
    case 'maxLength':
      return `a text of at most ${limit} ${limit === '1' ? 'letter' : 'letters'}`
    case 'minItems':
      return `a list of at least ${limit}`
    case 'maxItems':
      return `a list of at most ${limit}`
    case 'pattern':
      return `a text that matches ${String(params.pattern)}`
    default:
      return null
  }
}

function didYouMean(word: unknown, candidates: readonly string[]): string {
  const meant = typeof word === 'string' ? suggest(word, candidates) : null
  return meant === null ? '' : `, did you mean "${meant}"?`
}
