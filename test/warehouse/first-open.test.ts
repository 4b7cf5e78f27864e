import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { expect, it } from 'vitest'
import { tempFolder } from '../helpers/folders.ts'

const OPEN = new URL('../../src/warehouse/open.ts', import.meta.url).href
const ROUNDS = 40

/** Opens one new warehouse after the other, each at the moment at which the others do. */
const OPENER = `
  const { openWarehouse } = await import(${JSON.stringify(OPEN)})
  const [folder, start] = [process.argv[1], Number(process.argv[2])]
  for (let i = 0; i < ${ROUNDS}; i += 1) {
    while (performance.timeOrigin + performance.now() < start + i * 60);
    await openWarehouse(folder + '/' + i).then(({ close }) => close(), ({ message }) => console.log(message))
  }`

it('a warehouse that several make at the same moment is made once, and all of them can use it', async () => {
  const folder = tempFolder()
  const start = Date.now() + 1500
  const said = await Promise.all(
    [1, 2, 3].map(() => {
      const child = spawn(process.execPath, ['--input-type=module', '-e', OPENER, folder, String(start)])
      return Promise.all([text(child.stdout), text(child.stderr)])
    }),
  )
  expect(said.flat().filter((line) => line !== '')).toEqual([])
  expect(readdirSync(folder)).toHaveLength(ROUNDS)
})
