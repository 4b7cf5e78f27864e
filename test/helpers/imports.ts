import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { parseSync } from 'vite'

export const ROOT = join(import.meta.dirname, '../..')
export const SRC = join(ROOT, 'src')

export interface Import {
  /** Path below src. */
  readonly from: string
  /** Path below src for our own files; the package's or built-in's name for others. */
  readonly to: string
  readonly external: boolean
  /** `import type`, which is gone when the program runs. */
  readonly typeOnly: boolean
  readonly dynamic: boolean
}

export const sourceFiles = (folder = SRC): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|js)$/.test(name) && statSync(join(folder, name)).isFile())
    .map((name) => name.split(sep).join('/'))
    // AssemblyScript looks like TypeScript and is another language.
    .filter((name) => !name.includes('/kernel/assembly/'))
    .sort()

export const sourceOf = (path: string): string => readFileSync(join(SRC, path), 'utf8')

/** Every import of a file: static, re-exported, and dynamic with a literal. A dynamic one without is reported as `?`. */
export function importsOf(path: string): Import[] {
  const source = sourceOf(path)
  const { module, errors } = parseSync(path, source)
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]!.message}`)
  const found: Import[] = []
  for (const each of module.staticImports) {
    const typeOnly = each.entries.length > 0 && each.entries.every(({ isType }) => isType)
    found.push({ ...resolved(path, each.moduleRequest.value), typeOnly, dynamic: false })
  }
  for (const { entries } of module.staticExports) {
    for (const { moduleRequest, isType } of entries) {
      if (moduleRequest) found.push({ ...resolved(path, moduleRequest.value), typeOnly: isType, dynamic: false })
    }
  }
  for (const { moduleRequest } of module.dynamicImports) {
    const text = source.slice(moduleRequest.start, moduleRequest.end)
    const literal = /^(['"])(.*)\1$/.exec(text)?.[2]
    found.push({ ...resolved(path, literal ?? '?'), typeOnly: false, dynamic: true })
  }
  return found
}

function resolved(from: string, specifier: string): Pick<Import, 'from' | 'to' | 'external'> {
  if (specifier.startsWith('.')) {
    const to = relative(SRC, resolve(SRC, dirname(from), specifier))
      .split(sep)
      .join('/')
    return { from, to, external: false }
  }
  if (specifier === '#rimuru') return { from, to: 'index.ts', external: false }
  return { from, to: specifier, external: true }
}

/** `@duckdb/node-api/lib/x` -> `@duckdb/node-api` */
export const packageOf = (specifier: string): string =>
  specifier.startsWith('@') ? specifier.split('/').slice(0, 2).join('/') : specifier.split('/')[0]!

/** Every text in a file's code; the parts of a template, with a name in place of what is put in. */
export function textsIn(path: string): string[] {
  const found: string[] = []
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(visit)
    if (typeof node !== 'object' || node === null) return
    const { type, value, quasis } = node as { type?: string; value?: unknown; quasis?: { value: { cooked: string } }[] }
    if (type === 'Literal' && typeof value === 'string') found.push(value)
    if (type === 'TemplateLiteral' && quasis) found.push(quasis.map((quasi) => quasi.value.cooked).join('x'))
    Object.values(node).forEach(visit)
  }
  visit(parseSync(path, sourceOf(path)).program)
  return found
}
