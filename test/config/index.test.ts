import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { defineConfig } from '../../src/index.ts'

test('defineConfig returns the very object it is given', () => {
  const config = { version: 1, timezone: 'UTC' } as const
  expect(defineConfig(config)).toBe(config)
})

test('the public API loads no other module, because every config imports it', () => {
  const script = `
    const loaded = []
    require('node:module').registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) })
    import(${JSON.stringify(join(import.meta.dirname, '../../src/index.ts'))}).then((api) =>
      console.log(JSON.stringify({ modules: loaded.length, names: Object.keys(api) })))`
  const printed = execFileSync(process.execPath, ['--input-type=commonjs', '-e', script], { encoding: 'utf8' })
  expect(JSON.parse(printed)).toEqual({ modules: 1, names: ['defineConfig', 'defineJob'] })
})
