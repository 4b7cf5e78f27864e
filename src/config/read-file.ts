import { readFileSync } from 'node:fs'
import { basename, extname } from 'node:path'
import { pathToFileURL } from 'node:url'
import { messageOf, RimuruError } from '../core/errors.ts'
import { decodeText } from '../platform/decode-text.ts'
import { reasonOf } from '../platform/walk.ts'
import { SEARCH_PLACES } from './find.ts'
import { importUserModule } from './import-user-module.ts'
import { repeatedKey } from './repeated-key.ts'

const MODULES = new Set(['.ts', '.mts', '.js', '.mjs', '.cjs'])
const DATA = ['.json', '.yaml', '.yml'] as const
type DataExtension = (typeof DATA)[number]

/** What the messages call a file, and what one looks like. */
export interface FileKind {
  readonly name: string
  readonly example: string
  readonly least: string
}

export const CONFIG_FILE: FileKind = {
  name: 'config file',
  example: 'export default defineConfig({ version: 1 })',
  least: 'version: 1',
}

export const JOB_FILE: FileKind = {
  name: 'job file',
  example: "export default defineJob({ period: 'yesterday' })",
  least: 'period: yesterday',
}

/** What a file says, not yet checked. In a box, because waiting for a bare promise that a file exports would open it. */
interface FileContent {
  readonly value: unknown
}

export const readConfigFile = async (file: string, kind: FileKind): Promise<FileContent> => {
  const extension = extname(file)
  if (MODULES.has(extension)) return readModule(file, kind)
  const data = DATA.find((known) => known === extension)
  if (data !== undefined) return readData(file, data, kind)
  throw new RimuruError('E3001', `a ${kind.name} cannot end in "${extension}"`, {
    where: file,
    hint: `name it like one of ${SEARCH_PLACES.join(', ')}`,
  })
}

const readModule = async (file: string, kind: FileKind): Promise<FileContent> => {
  const module = await importUserModule(file).catch((error: unknown) => {
    throw unreadable(file, error, hintForModule(error, file, kind), kind)
  })
  if (module['default'] !== undefined) return { value: module['default'] }
  throw new RimuruError('E3001', `the ${kind.name} has no default export`, {
    where: file,
    hint: `write ${kind.example}`,
  })
}

/** Only cosmiconfig's loaders: its explorer would first run the unrelated `.config/config.*` of the working folder. */
const readData = async (file: string, extension: DataExtension, kind: FileKind): Promise<FileContent> => {
  const content = readText(file, kind)
  const said = extension === '.json' ? content : content.replaceAll(/^\s*#.*$/gm, '')
  if (said.trim() === '') {
    throw new RimuruError('E3001', `the ${kind.name} is empty`, {
      where: file,
      hint: `write at least the key ${kind.least}`,
    })
  }
  const { defaultLoaders } = await import('cosmiconfig')
  try {
    const value: unknown = defaultLoaders[extension](file, content)
    const repeated = extension === '.json' ? repeatedKey(content) : null
    if (repeated !== null) throw new Error(`duplicated key ${JSON.stringify(repeated.key)} (line ${repeated.line})`)
    return { value }
  } catch (error) {
    throw unreadable(file, withoutQuote(error, content), 'correct the syntax of the file', kind)
  }
}

const readText = (file: string, kind: FileKind): string => {
  try {
    return decodeText(readFileSync(file))
  } catch (error) {
    throw unreadable(file, new Error(reasonOf(error)), 'make the file readable', kind)
  }
}

const unreadable = (file: string, error: unknown, hint: string, kind: FileKind): RimuruError => {
  const line = lineOf(file, error)
  const problem = `the ${kind.name} could not be loaded${line === null ? '' : ` (line ${line})`}: ${firstLineOf(error)}`
  return new RimuruError('E3001', problem, { where: file, hint, cause: withoutSource(error) })
}

const QUOTE = /(Unexpected token '.+?'), (\.{3})?"([^]*?)"(?:\.{3})? is not valid JSON/u
/** How much Node quotes before what is wrong. */
const QUOTED_BEFORE = 10

/** Where it is wrong instead of what stands there, which may be a secret. */
function withoutQuote(error: unknown, content: string): unknown {
  const [quote, what, isCut, quoted] = QUOTE.exec(messageOf(error)) ?? []
  if (!(error instanceof Error) || quote === undefined) return error
  const at = isCut ? content.indexOf(quoted!) + QUOTED_BEFORE : 0
  const told = `${what} in JSON (line ${content.slice(0, at).split('\n').length})`
  error.stack = error.stack?.replace(quote, () => told) ?? ''
  error.message = error.message.replace(quote, () => told)
  return error
}

/** What it says and where: parsers put lines of the file between, and a secret may stand in them. */
function withoutSource(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const places = (error.stack ?? '').split('\n').filter((line) => /^ {4}at /.test(line))
  error.stack = [`${error.name}: ${error.message.split('\n\n')[0]}`, ...places].join('\n')
  return error
}

const hintForModule = (error: unknown, file: string, { name, example }: FileKind): string =>
  /^(module|exports|require) is not defined/.test(messageOf(error))
    ? `${name}s are ES modules: write ${example}, or name the file ${basename(file, extname(file))}.cjs`
    : 'correct the file; --debug shows where the error came from'

/** cosmiconfig puts the file on a line of its own before the reason. */
const firstLineOf = (error: unknown): string => {
  const lines = messageOf(error).split('\n')
  return lines.find((line) => line.trim() !== '' && !/^(JSON|YAML) Error in /.test(line))?.trim() ?? 'no reason given'
}

const lineOf = (file: string, error: unknown): string | null => {
  const stack = error instanceof Error ? (error.stack ?? '') : ''
  for (const name of [pathToFileURL(file).href, file]) {
    const line = stack.split(`${name}:`)[1]?.match(/^\d+/)
    if (line) return line[0]
  }
  return null
}
