import type { z } from 'zod'
import { RimuruError } from '../core/errors.ts'
import { wordValue } from '../core/value-words.ts'
import type { JobConfig } from './job-types.ts'
import { describeProblems } from './problems.ts'
import { createJobSchema } from './schema-jobs.ts'
import { createConfigSchema, type PathRoots, type SchemaOptions } from './schema.ts'
import { CONFIG_VERSION, type RimuruConfig } from './types.ts'

/** Checks what a config file gave; `file` only names it in errors. */
export const validateConfig = (
  config: unknown,
  file: string,
  options: SchemaOptions,
  roots: PathRoots,
): RimuruConfig => {
  if (!isPlainObject(config)) throw notAnObject(config, file)
  refuseOtherVersion(Object.hasOwn(config, 'version') ? config['version'] : undefined, file)
  return checked(createConfigSchema(options, roots), config, file)
}

export const validateJob = (job: unknown, file: string): JobConfig => {
  if (!isPlainObject(job)) {
    throw new RimuruError('E3001', `a job must be an object of plain values, got ${wordValue(job)}`, {
      where: file,
      hint: "give the value itself, for example { period: 'yesterday' }",
    })
  }
  return checked(createJobSchema(), job, file)
}

const checked = <Value>(schema: z.ZodType<Value>, value: unknown, file: string): Value => {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const { message, hint } = describeProblems(schema, value, result.error.issues)
  throw new RimuruError('E3001', message, { where: file, hint })
}

/** Said alone: under another version every other problem may be none. */
const refuseOtherVersion = (version: unknown, file: string): void => {
  if (version === undefined) {
    throw new RimuruError('E3001', 'version: missing', { where: file, hint: `add version: ${CONFIG_VERSION}` })
  }
  if (typeof version === 'number' && version > CONFIG_VERSION) {
    throw new RimuruError('E3001', `version: this Rimuru reads version ${CONFIG_VERSION}, the file has ${version}`, {
      where: file,
      hint: `upgrade Rimuru, or write the file for version ${CONFIG_VERSION}`,
    })
  }
}

const notAnObject = (config: unknown, file: string): RimuruError =>
  new RimuruError('E3001', `the config must be an object of plain values, got ${wordValue(config)}`, {
    where: file,
    hint: 'give the value itself, for example { version: 1 }',
  })

const isPlainObject = (value: unknown): value is Readonly<Record<string, unknown>> => {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  // A loader may make the object in another realm, so it is not compared with our own Object.prototype.
  return prototype === null || Object.getPrototypeOf(prototype) === null
}
