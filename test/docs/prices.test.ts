import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { COMMANDS } from '../../src/cli/commands.ts'
import { READING } from '../../src/cli/flags.ts'
import { PRICE_PROVIDERS } from '../../src/config/pricing-types.ts'
import { pricingSchema } from '../../src/config/schema-pricing.ts'
import { PROVIDERS } from '../../src/pricing/providers/list.ts'
import { runCli } from '../helpers/cli.ts'
import { tempFolder, writeText } from '../helpers/folders.ts'
import { ROOT } from '../helpers/imports.ts'

const text = readFileSync(join(ROOT, 'docs/prices.md'), 'utf8')
const prose = text.replaceAll(/```[\s\S]*?```/g, '')
const words = new Set([...prose.matchAll(/`([^`\n]+)`/g)].flatMap(([, code]) => code!.match(/[\w-]+/g) ?? []))

function keysOf(schema: unknown, found = new Set<string>()): Set<string> {
  if (typeof schema !== 'object' || schema === null) return found
  for (const key of Object.keys((schema as { properties?: object }).properties ?? {})) found.add(key)
  for (const inner of Object.values(schema)) keysOf(inner, found)
  return found
}

it('documents every key of pricing', () => {
  const keys = keysOf(z.toJSONSchema(pricingSchema(z.string()), { unrepresentable: 'any' }))
  expect(keys.size).toBeGreaterThan(30)
  expect([...keys].filter((key) => !words.has(key))).toEqual([])
})

it('documents every price provider with the variable of its key', () => {
  const names = [...PRICE_PROVIDERS, ...PROVIDERS.flatMap(({ keyVariables }) => keyVariables)]
  expect(names.filter((name) => !words.has(name))).toEqual([])
})

it('documents every flag of prices', () => {
  const { flags } = COMMANDS.find(({ usage }) => usage.startsWith('prices'))!
  const own = Object.keys(flags).filter((flag) => !Object.hasOwn(READING, flag))
  expect(own.length).toBeGreaterThan(5)
  expect(own.filter((flag) => !prose.includes(`--${flag}`))).toEqual([])
})

it('has an example of a config that is valid', async () => {
  const folder = tempFolder()
  const [, example = ''] = /```ts\n([\s\S]*?)```/.exec(text) ?? []
  writeText(join(folder, 'rimuru.config.ts'), example)
  const { code, stderr } = await runCli(['config', 'validate'], { cwd: folder })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
})
