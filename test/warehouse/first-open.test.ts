import { spawn } from 'node:child_process'
import { closeSync, openSync, readdirSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { tempFolder } from '../helpers/folders.ts'

const OPEN = new URL('../../src/warehouse/open.ts', import.meta.url).href
const ROUNDS = 40

/** Makes one warehouse after the other. */
const MAKER = `
  const { openWarehouse } = await import(${JSON.stringify(OPEN)})
  for (let i = 0; i < ${ROUNDS}; i += 1) (await openWarehouse(process.argv[1] + '/' + i)).close()`

it('a warehouse is never seen before it is whole, so that two who make it at the same moment can both use it', async () => {
  const folder = tempFolder()
  const child = spawn(process.execPath, ['--input-type=module', '-e', MAKER, folder], { stdio: 'inherit' })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  const seen = Array.from({ length: ROUNDS }, (_, i) => firstSightOf(join(folder, String(i))))
  expect(seen).toEqual(seen.map(() => 'DUCK'))
  expect(await ended).toBe(0)
  expect(readdirSync(folder)).toHaveLength(ROUNDS)
})

/** What a file that appears says at once of what it is. */
function firstSightOf(path: string): string {
  const until = Date.now() + 20_000
  for (;;) {
    try {
      const file = openSync(path, 'r')
      const start = Buffer.alloc(12)
      readSync(file, start, 0, 12, 0)
      closeSync(file)
      return start.subarray(8).toString()
    } catch (error) {
      if (Date.now() > until) throw error
    }
  }
}
