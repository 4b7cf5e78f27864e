import { join } from 'node:path'
import { RimuruError } from '../core/errors.ts'
import { makeStateFolder } from '../platform/folders.ts'
import { reasonOf } from '../platform/walk.ts'
import { readHolder } from './memory.ts'

/** Held until it is released, or until the process ends in whatever way. */
export interface Instance {
  release(): void
}

const BUSY = 5

/**
 * One scheduler for a folder. The lock is that of an empty SQLite file: the kernel frees it with the process, so that
 * nothing stale is left to be judged, and whoever comes second is told at once.
 */
export async function takeInstance(folder: string): Promise<Instance> {
  const { DatabaseSync } = await import('node:sqlite')
  const file = join(folder, 'schedule.lock')
  try {
    makeStateFolder(folder)
    const lock = new DatabaseSync(file, { timeout: 0 })
    lock.exec('begin immediate')
    return { release: () => lock.close() }
  } catch (cause) {
    const isHeld = (cause as { errcode?: unknown }).errcode === BUSY
    if (isHeld) throw heldBy(folder)
    throw new RimuruError('E8001', `the lock of the schedule cannot be taken: ${reasonOf(cause)}`, {
      where: file,
      hint: 'point RIMURU_HOME to a folder that can be written',
      cause,
    })
  }
}

function heldBy(folder: string): RimuruError {
  const holder = readHolder(folder)
  const whose = holder ? `process ${holder.pid}, since ${holder.since}` : 'another process'
  return new RimuruError('E8001', `the schedule is already kept by ${whose}`, {
    where: folder,
    hint: holder ? `stop it with \`kill ${holder.pid}\`, or leave it to it` : 'try again in a moment',
  })
}
