// Loaded before a plugin (node --import): it finds the SDK with nothing installed beside it.
import { registerHooks } from 'node:module'

const extension = import.meta.url.includes('/node_modules/') ? 'js' : 'ts'
const sdk = new URL(`./index.${extension}`, import.meta.url).href
const names = new Set(['rimuru/plugin-sdk', '#rimuru/plugin-sdk'])
const formats = { '.js': 'module', '.ts': 'module-typescript' }

const formatOf = (url) => formats[/\.(js|ts)$/.exec(url)?.[0]]
const isOwn = (url) => url.startsWith('file:') && !url.includes('/node_modules/')

registerHooks({
  resolve(specifier, context, next) {
    if (names.has(specifier)) return { url: sdk, shortCircuit: true, format: formats[`.${extension}`] }
    // Named in full: left to itself, Node looks for the package of each file.
    const named = specifier.startsWith('.') && context.conditions.includes('import') ? formatOf(specifier) : undefined
    if (named && isOwn(context.parentURL ?? ''))
      return { url: new URL(specifier, context.parentURL).href, format: named, shortCircuit: true }
    const resolved = next(specifier, context)
    // A plugin's own files are ES modules, whatever the package.json around them says.
    const format = isOwn(resolved.url) && context.conditions.includes('import') ? formatOf(resolved.url) : undefined
    return format ? { ...resolved, format } : resolved
  },
})
