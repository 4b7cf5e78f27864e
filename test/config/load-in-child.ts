import { createRequire, registerHooks } from 'node:module'
import { loadConfig } from '../../src/config/load.ts'
import { RimuruError } from '../../src/core/errors.ts'

const loaded = new Set<string>()
registerHooks({
  load(url, context, nextLoad) {
    loaded.add(url)
    return nextLoad(url, context)
  },
})

const load = async (): Promise<object> => {
  try {
    return await loadConfig({
      cwd: process.cwd(),
      explicitPath: process.argv[2],
      env: { HOME: process.env['HOME'] },
      agentIds: ['alpha', 'beta', 'codex'],
    })
  } catch (error) {
    if (!(error instanceof RimuruError)) throw error
    const { code, message, where, hint } = error
    return { problem: { code, message, where, hint } }
  }
}

const result = await load()
const everything = [...loaded, ...Object.keys(createRequire(import.meta.url).cache)]
const heavyModules = ['zod', 'cosmiconfig'].filter((name) =>
  everything.some((url) => url.includes(`/node_modules/${name}/`)),
)
process.stdout.write(JSON.stringify({ ...result, heavyModules }))
