import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { messageOf, RimuruError, systemCodeOf } from '../../core/errors.ts'
import { decodeText } from '../../platform/decode-text.ts'
import { makeFolder } from '../../platform/folders.ts'
import { wholeLock } from './by-seller.ts'
import type { LockBySeller } from './by-seller.ts'
import { checkedLock } from './parse.ts'
import { lockText } from './text.ts'
import type { PriceLock } from './types.ts'

/** Null where there is none. */
export function openLock(path: string): LockBySeller | null {
  const text = lockFileText(path)
  return text === null ? null : checkedLock(text, path)
}

/** Null where there is none. */
export function readLock(path: string): PriceLock | null {
  const lock = openLock(path)
  return lock === null ? null : wholeLock(lock)
}

/** Appears whole or not at all; a file that holds the same already is left alone. */
export function writeLock(path: string, lock: PriceLock): void {
  const text = lockText(lock)
  if (lockFileText(path) === text) return
  const draft = join(dirname(path), `.${basename(path)}.rimuru-tmp`)
  try {
    makeFolder(dirname(path))
    writeFileSync(draft, text)
    renameSync(draft, path)
  } catch (cause) {
    throw new RimuruError('E8001', `the price lock cannot be written: ${messageOf(cause)}`, {
      where: path,
      hint: 'make the folder writable, and room on its disk',
      cause,
    })
  }
}

/** Null where there is no such file. */
export function lockFileText(path: string): string | null {
  try {
    return decodeText(readFileSync(path))
  } catch (cause) {
    if (systemCodeOf(cause) === 'ENOENT' || systemCodeOf(cause) === 'ENOTDIR') return null
    throw new RimuruError('E5002', `the price lock cannot be read: ${messageOf(cause)}`, {
      where: path,
      hint: 'it has to be a file that you may read',
      cause,
    })
  }
}
