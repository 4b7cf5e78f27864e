import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { messageOf, RimuruError, systemCodeOf } from '../core/errors.ts'

export function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch {
    return false
  }
}

/** With all that lead to it. Node's own recursive mkdir never returns where a file system has no room for folders, as in /proc. */
export function makeFolder(path: string, mode?: number): void {
  if (isFolder(path)) return
  const above = dirname(path)
  if (above !== path) makeFolder(above, mode)
  try {
    mkdirSync(path, { mode })
  } catch (error) {
    // Made by another process in the meantime.
    if (systemCodeOf(error) !== 'EEXIST' || !isFolder(path)) throw error
  }
}

/** What Rimuru keeps names projects and sessions: others on the machine need not read them. A folder that is there stays as it is. */
export const makeStateFolder = (path: string): void => makeFolder(path, 0o700)

/** A folder of its own, whose name begins like this, in the system's place for files that do not stay. */
export function temporaryFolder(name: string, place = tmpdir()): string {
  try {
    // Who uses it may have another working folder.
    const folder = mkdtempSync(resolve(place, name))
    removeAbandoned(name, place, statSync(folder).mtimeMs)
    return folder
  } catch (cause) {
    throw new RimuruError('E8001', `no temporary folder can be made: ${messageOf(cause)}`, {
      where: place,
      hint: 'make room there, or set TMPDIR to a folder that can be written to',
      cause,
    })
  }
}

const DAY_MS = 86_400_000

/** What `mkdtemp` adds to a name. A word or a day that a person has put there has no capital letter within. */
const RANDOM = /^(?=.+[A-Z])[A-Za-z0-9]{6}$/

/** Those of this name that a process has left which was killed, by the clock of the disk: it may not be that of the machine. */
function removeAbandoned(name: string, place: string, now: number): void {
  for (const each of namesIn(place)) {
    if (each.startsWith(name) && RANDOM.test(each.slice(name.length))) removeIfAbandoned(join(place, each), now)
  }
}

/** Removes what a process has left there which was killed: what it was about takes no day. */
export function removeIfAbandoned(path: string, now = Date.now()): void {
  try {
    if (statSync(path).mtimeMs < now - DAY_MS) rmSync(path, { recursive: true })
  } catch {
    // Somebody else's, or gone.
  }
}

/** Where files that do not stay can be made they need not be seen. */
function namesIn(place: string): string[] {
  try {
    return readdirSync(place)
  } catch {
    return []
  }
}
