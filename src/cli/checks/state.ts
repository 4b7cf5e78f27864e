import { readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checksOf } from '../../core/checks.ts'
import type { Check } from '../../core/checks.ts'
import { messageOf, RimuruError } from '../../core/errors.ts'
import { makeStateFolder, temporaryFolder } from '../../platform/folders.ts'
import { stateFolder, warehousePath } from '../../platform/places.ts'
import type { Environment } from '../../platform/places.ts'
import { reasonOf } from '../../platform/walk.ts'
import { bytes } from '../ui/numbers.ts'

const { ok, fail } = checksOf('State')

export function stateFolderCheck(env: Environment): Check {
  const folder = stateFolder(env)
  const from = env.RIMURU_HOME ? 'RIMURU_HOME' : env.XDG_DATA_HOME ? 'XDG_DATA_HOME' : 'default'
  // Permission bits do not tell of read-only mounts, quotas or access lists: only writing does.
  const probe = join(folder, `.doctor-${process.pid}`)
  try {
    makeStateFolder(folder)
    writeFileSync(probe, '')
    rmSync(probe)
  } catch (error) {
    return fail('folder', `${folder} (${from}) cannot be written: ${reasonOf(error)}`, {
      hint: 'make it writable, or point RIMURU_HOME to a folder that is',
    })
  }
  return ok('folder', `${folder} (${from}), writable, ${bytes(sizeOf(folder))}`)
}

/** Exports, git and databases that an agent has open need it. */
export function temporaryFolderCheck(): Check {
  const place = tmpdir()
  try {
    rmSync(temporaryFolder('rimuru-doctor-', place), { recursive: true })
  } catch (error) {
    const reason = reasonOf(error instanceof RimuruError ? error.cause : error)
    return fail('temporary files', `${place} cannot be written: ${reason}`, {
      hint: 'make room there, or set TMPDIR to a folder that can be written to',
    })
  }
  return ok('temporary files', `${place}, writable`)
}

export function warehouseCheck(env: Environment, opened: { schema: number } | { error: unknown }): Check {
  const path = warehousePath(env)
  if ('schema' in opened) return ok('warehouse', `${path}, schema version ${opened.schema}, ${bytes(sizeOf(path))}`)
  const { error } = opened
  const told = error instanceof RimuruError ? error : null
  const where = told?.where && told.where !== path ? ` (${told.where})` : ''
  const message = `${messageOf(error).split('\n')[0]}${where}`
  return fail('warehouse', told?.where === path ? `${path}: ${message}` : message, {
    hint: told?.hint ?? 'rimuru doctor --debug shows where it failed',
  })
}

function sizeOf(path: string): number {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (!stats) return 0
  if (!stats.isDirectory()) return stats.size
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0)
}
