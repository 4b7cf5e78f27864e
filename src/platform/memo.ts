import { createHash } from 'node:crypto'
import { chmodSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeStateFolder } from './folders.ts'

/** Results kept in files, by all that they follow from. Losing one costs time only. */
export interface Memo {
  recall<T>(key: string): T | null
  remember(key: string, value: unknown): void
}

const KEPT = 64

export function openMemo(folder: string): Memo {
  const fileOf = (key: string): string => join(folder, `${createHash('sha256').update(key).digest('base64url')}.json`)
  return {
    recall<T>(key: string): T | null {
      try {
        return JSON.parse(readFileSync(fileOf(key), 'utf8')) as T
      } catch {
        return null
      }
    },
    remember(key, value) {
      const file = fileOf(key)
      try {
        makeStateFolder(folder)
        // A config may hold what nobody else on the machine should read.
        chmodSync(folder, 0o700)
        writeFileSync(`${file}.${process.pid}`, JSON.stringify(value), { mode: 0o600 })
        renameSync(`${file}.${process.pid}`, file)
        thinOut(folder)
      } catch {
        // Where nothing can be kept, it is worked out again.
      }
    },
  }
}

/** Tells one content of a file from another, cheaply; null when there is none. */
export function stampOf(path: string | URL): string | null {
  try {
    const { mtimeMs, size, ino } = statSync(path)
    return `${mtimeMs} ${size} ${ino}`
  } catch {
    return null
  }
}

function thinOut(folder: string): void {
  const names = readdirSync(folder)
  if (names.length <= KEPT) return
  const byAge = names.map((name) => ({ name, age: statSync(join(folder, name)).mtimeMs })).sort((a, b) => b.age - a.age)
  for (const { name } of byAge.slice(KEPT / 2)) rmSync(join(folder, name), { force: true })
}
