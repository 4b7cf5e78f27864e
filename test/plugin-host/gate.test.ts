import { expect, it } from 'vitest'
import { checkDependencies } from '../../src/plugin-host/gate.ts'
import { readManifest } from '../../src/plugin-host/manifest.ts'
import type { FoundPlugin } from '../../src/plugin-host/types.ts'
import { tempFolder } from '../helpers/folders.ts'
import { writePlugin } from '../helpers/plugins.ts'

const pluginWith = (more: string, name = 'made-up'): FoundPlugin => {
  const folder = writePlugin(tempFolder(), { name, more })
  return { folder, builtIn: false, manifest: readManifest(folder) }
}
const check = (dependency: string, host: string, others: readonly FoundPlugin[] = []): void =>
  checkDependencies(
    pluginWith(`[dependencies]\n${dependency}`).manifest,
    host,
    (name) => others.find(({ manifest }) => manifest.id === name) ?? null,
  )

it('lets a plugin in whose needs are met', () => {
  expect(() => check('rimuru = ">=0.1.0"', '0.1.0')).not.toThrow()
  expect(() => check('rimuru = "^1.0.0"', '1.4.0')).not.toThrow()
  expect(() => check('csv = "^1.0.0"', '0.1.0', [pluginWith('', 'csv')])).not.toThrow()
})

it('takes a version that is still being worked on for the one it will be', () => {
  expect(() => check('rimuru = ">=0.1.0"', '0.2.0-next.1')).not.toThrow()
})

it('names both versions where they do not fit', () => {
  expect(() => check('rimuru = ">=2.0.0"', '0.1.0')).toThrow(
    'plugin made-up: it needs rimuru >=2.0.0, this is rimuru 0.1.0',
  )
  expect(() => check('csv = "^2.0.0"', '0.1.0', [pluginWith('', 'csv')])).toThrow(
    'it needs csv ^2.0.0, this is csv 1.2.3',
  )
})

it('names the plugin that is not there', () => {
  expect(() => check('csv = "^1.0.0"', '0.1.0')).toThrow('it needs the plugin csv ^1.0.0, which is not there')
})
