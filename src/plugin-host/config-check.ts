import type { Ajv } from 'ajv'
import { messageOf, RimuruError } from '../core/errors.ts'
import type { JsonObject } from '../plugin-sdk/types.ts'
import { wordProblem } from './config-words.ts'
import type { Manifest } from './types.ts'

let validator: Promise<Ajv> | null = null

/** One for all plugins: making it costs more than using it. */
async function newValidator(): Promise<Ajv> {
  const { Ajv } = await import('ajv')
  // A schema that is none fails when it is compiled; to hold it against the schema of schemas takes ten times as long.
  return new Ajv({
    useDefaults: true,
    allErrors: true,
    // With the schema and the value beside each problem.
    verbose: true,
    strict: false,
    logger: false,
    meta: false,
    validateSchema: false,
    // The schemas of two plugins, or one that is checked twice, may call themselves the same.
    addUsedSchema: false,
  })
}

/** What a plugin is configured with, checked against its schema, defaults filled in; `file` only names it in errors. */
export async function checkConfig(
  manifest: Manifest,
  given: JsonObject,
  file: string | null = null,
): Promise<JsonObject> {
  const { configSchema: schema, id } = manifest
  const problem = (message: string, hint: string): RimuruError =>
    new RimuruError('E3001', message, { where: file ?? undefined, hint })
  if (schema === null) {
    const [key] = Object.keys(given)
    if (key === undefined) return {}
    throw problem(`plugins.${id}.config.${key}: this plugin has no config`, 'remove it')
  }
  // What a draft calls itself matters only where its words differ, which those of a config do not.
  const { $schema: _draft, ...plain } = schema
  const ajv = await (validator ??= newValidator())
  const config = structuredClone(given)
  let valid: boolean
  let errors: typeof ajv.errors
  try {
    const validate = ajv.compile(plain)
    valid = validate(config)
    errors = validate.errors
  } catch (cause) {
    throw new RimuruError('E4001', `plugin ${id}: its config schema is no JSON Schema: ${messageOf(cause)}`, {
      hint: 'correct [config] schema in its plugin.toml',
      cause,
    })
  }
  if (valid) return config
  const sentences = (errors ?? []).map((error) => wordProblem(id, error, config))
  throw problem([...new Set(sentences)].join('; '), `rimuru plugins info ${id} shows its config`)
}
