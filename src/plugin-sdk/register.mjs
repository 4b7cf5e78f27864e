// Loaded before a plugin (node --import): it finds the SDK with nothing installed beside it.
import { registerHooks } from 'node:module'

const extension = import.meta.url.includes('/node_modules/') ? 'js' : 'ts'
const sdk = new URL(`./index.${extension}`, import.meta.url).href
const names = new Set(['rimuru/plugin-sdk', '#rimuru/plugin-sdk'])
const formats = { '.js': 'module', '.ts': 'module-typescript' }

registerHooks({
  resolve(specifier, context, next) {
    if (names.has(specifier)) return { url: sdk, shortCircuit: true, format: formats[`.${extension}`] }
    const resolved = next(specifier, context)
    // A plugin's own files are ES modules, whatever the package.json around them says.
    const own = resolved.url.startsWith('file:') && !resolved.url.includes('/node_modules/')
    const format =
      own && context.conditions.includes('import') ? formats[/\.(js|ts)$/.exec(resolved.url)?.[0]] : undefined
    return format ? { ...resolved, format } : resolved
  },
})
