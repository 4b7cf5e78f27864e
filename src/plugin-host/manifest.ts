import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import validVersion from 'semver/functions/valid.js'
import validRange from 'semver/ranges/valid.js'
import { parse as parseToml } from 'smol-toml'
import { messageOf, RimuruError } from '../core/errors.ts'
import { suggest } from '../core/suggest.ts'
import { lookAt, reasonOf } from '../platform/walk.ts'
import { PLUGIN_KINDS } from '../plugin-sdk/types.ts'
import type { JsonObject, PluginKind } from '../plugin-sdk/types.ts'
import { clean } from './logs.ts'
import { mistypedKeys, SECTIONS } from './manifest-keys.ts'
import type { Section } from './manifest-keys.ts'
import { permissionsOf } from './permissions.ts'
import { MANIFEST_FILE } from './places.ts'
import { runtimeOf } from './runtime.ts'
import type { Manifest } from './types.ts'

type Table = Readonly<Record<string, unknown>>

export const PLUGIN_ID = /^[a-z0-9][a-z0-9_-]{0,63}$/

/** Collects everything that is wrong with a manifest, so that its author mends it in one go. */
export interface Problems {
  readonly found: string[]
  text(table: Table, section: string, key: string): string | null
  list(table: Table, section: string, key: string): readonly string[]
}

/** The manifest of a plugin's folder. Throws with every problem in it. */
export function readManifest(folder: string): Manifest {
  const path = join(folder, MANIFEST_FILE)
  const toml = parse(path)
  const problems = newProblems()
  for (const name of Object.keys(toml)) {
    if (SECTIONS.includes(name)) continue
    const near = suggest(name, SECTIONS)
    problems.found.push(`[${name}] is not known${near ? `, did you mean [${near}]?` : ''}`)
  }
  const section = (name: Section): Table => {
    const table = toml[name]
    if (table === undefined) return {}
    if (isTable(table)) {
      problems.found.push(...mistypedKeys(name, table))
      return table
    }
    problems.found.push(`${name} is no table`)
    return {}
  }
  const plugin = section('plugin')
  const capabilities = section('capabilities')
  const name = problems.text(plugin, 'plugin', 'name')
  if (name === null) problems.found.push('plugin.name is missing')
  else if (!PLUGIN_ID.test(name))
    problems.found.push(`plugin.name may have small letters, digits, - and _, not "${name}"`)
  const version = problems.text(plugin, 'plugin', 'version')
  if (version === null) problems.found.push('plugin.version is missing')
  else if (!validVersion(version)) problems.found.push(`plugin.version is not like 1.2.3: "${version}"`)
  const priority = plugin.priority ?? 100
  if (!Number.isInteger(priority)) problems.found.push('plugin.priority is no whole number')
  const configSchema = schemaOf(section('config'), problems.found)
  const manifest: Manifest = {
    id: name ?? basename(folder),
    name: problems.text(plugin, 'plugin', 'title') ?? name ?? '',
    version: version ?? '',
    description: problems.text(plugin, 'plugin', 'description'),
    author: problems.text(plugin, 'plugin', 'author'),
    license: problems.text(plugin, 'plugin', 'license'),
    kind: kindOf(plugin, capabilities, problems.found),
    format: problems.text(capabilities, 'capabilities', 'format'),
    extension: problems.text(capabilities, 'capabilities', 'extension'),
    calls: problems.list(capabilities, 'capabilities', 'calls'),
    configSchema,
    dependencies: dependenciesOf(section('dependencies'), problems.found),
    permissions: permissionsOf(section('permissions'), configSchema, problems),
    runtime: runtimeOf(folder, section('runtime'), problems),
    priority: Number(priority),
  }
  if (problems.found.length === 0) return manifest
  throw new RimuruError('E4001', `the manifest is wrong: ${clean(problems.found.join('; '))}`, {
    where: path,
    hint: 'plugins/README.md shows a manifest',
  })
}

function parse(path: string): Table {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (cause) {
    const { stats, hidden } = lookAt(path)
    const isMissing = stats === undefined && hidden === undefined
    throw new RimuruError(
      'E4001',
      isMissing ? 'there is no manifest' : `the manifest cannot be read: ${hidden ?? reasonOf(cause)}`,
      {
        where: path,
        hint: 'a plugin is a folder with a plugin.toml; `rimuru plugins new` makes one',
        cause,
      },
    )
  }
  try {
    return parseToml(text)
  } catch (cause) {
    throw new RimuruError('E4001', `the manifest is no TOML: ${messageOf(cause).split('\n')[0]}`, {
      where: path,
      cause,
    })
  }
}

const isTable = (value: unknown): value is Table => typeof value === 'object' && value !== null && !Array.isArray(value)

function newProblems(): Problems {
  const found: string[] = []
  return {
    found,
    text(table, section, key) {
      const value = table[key]
      if (value === undefined) return null
      const text = typeof value === 'string' ? clean(value) : ''
      if (text !== '') return text
      found.push(`${section}.${key} is no text`)
      return null
    },
    list(table, section, key) {
      const value = table[key] ?? []
      if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return value
      found.push(`${section}.${key} is no list of texts`)
      return []
    },
  }
}

/** Two spellings: `type` under [capabilities], or a list `capabilities` under [plugin]. */
function kindOf(plugin: Table, capabilities: Table, found: string[]): PluginKind | null {
  const listed: unknown[] = Array.isArray(plugin.capabilities) ? plugin.capabilities : []
  const given = capabilities.type ?? listed[0]
  if (given === undefined) {
    found.push('capabilities.type is missing')
    return null
  }
  const kind = String(given).toLowerCase()
  if ((PLUGIN_KINDS as readonly string[]).includes(kind)) return kind as PluginKind
  const near = suggest(kind, PLUGIN_KINDS)
  found.push(`capabilities.type "${String(given)}" is not known${near ? `, did you mean "${near}"?` : ''}`)
  return null
}

/** The schema as JSON text, as the seed of all manifests has it, or as a table. */
function schemaOf({ schema }: Table, found: string[]): JsonObject | null {
  if (schema === undefined) return null
  try {
    const value: unknown = typeof schema === 'string' ? JSON.parse(schema) : schema
    if (isTable(value)) return value as JsonObject
    found.push('config.schema is no object')
  } catch (error) {
    found.push(`config.schema is no JSON: ${messageOf(error)}`)
  }
  return null
}

function dependenciesOf(table: Table, found: string[]): Record<string, string> {
  const ranges: Record<string, string> = {}
  for (const [name, range] of Object.entries(table)) {
    if (typeof range === 'string' && validRange(range) !== null) ranges[name] = range
    else found.push(`dependencies.${name} is no range of versions: ${JSON.stringify(range)}`)
  }
  return ranges
}
