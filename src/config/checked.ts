import { dirname, extname, join } from 'node:path'
import { openMemo, stampOf } from '../platform/memo.ts'
import { stateFolder } from '../platform/places.ts'
import type { Environment } from '../platform/places.ts'
import type { JobConfig } from './job-types.ts'
import type { SchemaOptions } from './schema.ts'
import type { RimuruConfig } from './types.ts'

export async function checkConfig(
  value: unknown,
  file: string,
  options: SchemaOptions,
  home: string | null,
  env: Environment,
): Promise<RimuruConfig> {
  const roots = { folder: dirname(file), home }
  const follows = ['config', file, roots, options.agentIds, options.agentOptions]
  return remembered(value, follows, home !== null, env, async () => {
    const { validateConfig } = await import('./validate.ts')
    return validateConfig(value, file, options, roots)
  })
}

export const checkJob = (value: unknown, file: string, env: Environment): Promise<JobConfig> =>
  remembered(value, ['job', file], true, env, async () => {
    const { validateJob } = await import('./validate.ts')
    return validateJob(value, file)
  })

/** A check is remembered with what the file said: the library that checks takes longer to load than a report to make. */
async function remembered<Checked>(
  value: unknown,
  follows: readonly unknown[],
  mayRemember: boolean,
  env: Environment,
  check: () => Promise<Checked>,
): Promise<Checked> {
  const text = plainText(value)
  if (!mayRemember || text === null) return check()
  const memo = openMemo(join(stateFolder(env), 'answers'))
  const key = JSON.stringify([text, ...follows, RULES.map((path) => stampOf(new URL(path, import.meta.url)))])
  const known = memo.recall<Checked>(key)
  if (known) return known
  const checked = await check()
  memo.remember(key, checked)
  return checked
}

const ENDING = extname(import.meta.url)
/** Another version of them may think otherwise. */
const RULES = [
  'schema',
  'schema-budgets',
  'schema-day',
  'schema-jobs',
  'schema-plugins',
  'schema-pricing',
  'schema-publish',
  'validate',
].map((name) => `./${name}${ENDING}`)

/** The JSON of a value that is nothing but JSON, or null: what JSON leaves out may be what is wrong. */
function plainText(value: unknown): string | null {
  try {
    return JSON.stringify(value, (_key, each: unknown) => {
      if (!isPlain(each)) throw new TypeError('not plain')
      return each
    })
  } catch {
    return null
  }
}

function isPlain(value: unknown): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true
  if (typeof value === 'number') return Number.isFinite(value)
  if (typeof value !== 'object') return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return Array.isArray(value) || prototype === Object.prototype || prototype === null
}
