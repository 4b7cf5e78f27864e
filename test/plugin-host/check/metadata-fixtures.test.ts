import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { askMetadata } from '../../../src/plugin-host/metadata.ts'

const fixtures = join(import.meta.dirname, '../../fixtures/plugins')
const hasPython = spawnSync('python3', ['--version']).status === 0

test.skipIf(!hasPython)('a Python plugin of the base protocol tells who it is (needs python3)', async () => {
  const folder = join(fixtures, 'toru-python')
  const metadata = await askMetadata(
    ['python3', '-B', join(folder, 'my_plugin.py')],
    { PATH: process.env.PATH ?? '' },
    folder,
  )
  expect(metadata).toMatchObject({ id: 'my-plugin', name: 'My Plugin', version: '0.1.0', route: '/my-plugin' })
  expect(metadata.kind).toBeUndefined()
})

test('metadata that is no JSON is refused with a line that says so', async () => {
  const folder = join(fixtures, 'bad-metadata')
  const asked = askMetadata([process.execPath, join(folder, 'main.js')], {}, folder)
  await expect(asked).rejects.toMatchObject({ name: 'PluginError', failure: 'bad-answer' })
  await expect(asked).rejects.toThrow('--metadata')
})
