import { realpathSync } from 'node:fs'
import { registerHooks, type ResolveFnOutput } from 'node:module'
import { extname } from 'node:path'
import { pathToFileURL } from 'node:url'
import { contained } from './contained.ts'

// The emitted JavaScript has the same tree with another extension; only import specifiers are rewritten when it is made.
const PUBLIC_API = new URL(`../index${extname(import.meta.url)}`, import.meta.url).href
const OWN_NAMES = new Set(['rimuru', '#rimuru'])
const ESM_FORMATS: Readonly<Record<string, string>> = { '.js': 'module', '.ts': 'module-typescript' }

/**
 * Imports a file that a user wrote. For it and what it imports by path, `rimuru` and `#rimuru` are the running tool, and
 * `.js` and `.ts` are ES modules whatever the package.json around them says: nothing has to be installed there.
 */
export const importUserModule = async (path: string): Promise<Readonly<Record<string, unknown>>> => {
  const entry = pathToFileURL(realpathSync(path)).href
  const userModules = new Set([entry])
  const hooks = registerHooks({
    resolve(specifier, context, nextResolve) {
      // Not left to Node, which would read the package.json beside it first and stop at a broken one.
      if (specifier === entry) return asModule({ url: entry, shortCircuit: true })
      if (!userModules.has(context.parentURL ?? '')) return nextResolve(specifier, context)
      if (OWN_NAMES.has(specifier)) return asModule({ url: PUBLIC_API, shortCircuit: true })
      const resolved = nextResolve(specifier, context)
      if (!isUserFile(resolved.url)) return resolved
      userModules.add(resolved.url)
      return context.conditions.includes('import') ? asModule(resolved) : resolved
    },
  })
  try {
    return await contained(() => import(entry), { file: path, modules: userModules })
  } finally {
    hooks.deregister()
  }
}

const isUserFile = (url: string): boolean => url.startsWith('file:') && !url.includes('/node_modules/')

const asModule = (resolved: ResolveFnOutput): ResolveFnOutput => {
  const format = ESM_FORMATS[extname(new URL(resolved.url).pathname)]
  return format === undefined ? resolved : { ...resolved, format }
}
