import { spawn } from 'node:child_process'
import { readdirSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { backupTo } from '../../src/warehouse/backup.ts'
import { openWarehouse } from '../../src/warehouse/open.ts'
import { exitOf } from '../helpers/children.ts'
import { tempFolder } from '../helpers/folders.ts'

const BACKUP = new URL('../../src/warehouse/backup.ts', import.meta.url).href
const ROUNDS = 40

/** Restores again and again. */
const RESTORER = `
  const { restoreFrom } = await import(${JSON.stringify(BACKUP)})
  const [path, folder] = process.argv.slice(1)
  for (let i = 0; i < ${ROUNDS}; i += 1) await restoreFrom(path, folder, true, {})`

it('whoever waits for a restore works on what was restored, and not on the file that it replaced', async () => {
  const state = tempFolder()
  const [path, backup] = [join(state, 'warehouse.duckdb'), join(state, 'backup')]
  ;(await openWarehouse(path)).close()
  await backupTo(path, backup, {})
  const child = spawn(process.execPath, ['--input-type=module', '-e', RESTORER, path, backup], { stdio: 'inherit' })
  const ended = exitOf(child)
  let opened = 0
  while (child.exitCode === null) {
    const warehouse = await openWarehouse(path, { patience: 0 }).catch(() => null)
    if (warehouse) {
      opened += 1
      expect(openFiles().filter((name) => name.startsWith(path))).toEqual([path])
    }
    warehouse?.close()
    await turn()
  }
  expect(await ended).toBe(0)
  expect(opened).toBeGreaterThan(0)
})

/** Of this process; the system says of those that have no name any more that they are deleted. */
const openFiles = (): string[] =>
  readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/self/fd/${fd}`)]
    } catch {
      // That of the listing itself.
      return []
    }
  })
