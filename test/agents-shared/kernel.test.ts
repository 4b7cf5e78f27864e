import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tempFolder } from '../helpers/folders.ts'

const ROOT = join(import.meta.dirname, '../..')
const KERNEL = join(ROOT, 'src/agents/_shared/kernel')

test('kernel.wasm is what its source compiles to', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: { kernel: string } }
  const output = join(tempFolder(), 'kernel.wasm')
  const args = scripts.kernel
    .split(' ')
    .slice(1)
    .map((word) => (word.endsWith('.wasm') ? output : word))

  execFileSync(process.execPath, [join(ROOT, 'node_modules/assemblyscript/bin/asc.js'), ...args], { cwd: ROOT })

  expect(readFileSync(output).equals(readFileSync(join(KERNEL, 'kernel.wasm')))).toBe(true)
})
