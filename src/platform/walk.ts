import { existsSync, lstatSync, readdirSync, realpathSync, statSync } from 'node:fs'
import type { Stats } from 'node:fs'
import { dirname, sep } from 'node:path'
import { messageOf, systemCodeOf } from '../core/errors.ts'

export interface FoundFile {
  readonly path: string
  readonly size: number
  /** Milliseconds with fractions, as the system gives it. */
  readonly mtime: number
  /** Tells the same file under another name. */
  readonly inode: string
}

export interface UnreadablePath {
  readonly path: string
  readonly reason: string
}

export interface Walk {
  readonly files: FoundFile[]
  readonly failed: UnreadablePath[]
}

/** Nothing sane nests deeper; it also ends a walk that symbolic links keep going round. */
const DEEPEST = 24

/** All files below a folder that are accepted by name, in a stable order. Links are followed, each real folder once. */
export function walkFiles(
  folder: string,
  accepts: (name: string) => boolean,
  deepest = Number.POSITIVE_INFINITY,
): Walk {
  const walk: Walk = { files: [], failed: [] }
  visit(folder, 0, { accepts, deepest }, new Set(), walk)
  return walk
}

interface Wanted {
  readonly accepts: (name: string) => boolean
  readonly deepest: number
}

function visit(folder: string, depth: number, wanted: Wanted, seen: Set<string>, walk: Walk): void {
  if (depth > wanted.deepest) return
  const { accepts } = wanted
  if (depth > DEEPEST) {
    walk.failed.push({ path: folder, reason: `nested more than ${DEEPEST} folders deep` })
    return
  }
  let entries
  try {
    entries = readdirSync(folder, { withFileTypes: true })
  } catch (error) {
    if (systemCodeOf(error) !== 'ENOENT' || depth > 0 || isLink(folder))
      walk.failed.push({ path: folder, reason: isMangled(folder, error) ? MANGLED : reasonOf(error) })
    return
  }
  for (const entry of entries.sort(byName)) {
    const path = folder + sep + entry.name
    if (entry.isDirectory()) {
      if (entry.name === '.tmp') continue
      if (accepts(entry.name)) walk.failed.push({ path, reason: 'a folder, not a file' })
      visit(path, depth + 1, wanted, seen, walk)
    } else if (entry.isSymbolicLink()) followLink(path, entry.name, depth, wanted, seen, walk)
    else if (accepts(entry.name)) takeFile(path, walk)
  }
}

function followLink(path: string, name: string, depth: number, wanted: Wanted, seen: Set<string>, walk: Walk): void {
  const { accepts } = wanted
  let stats
  try {
    stats = statSync(path)
  } catch (error) {
    // A dangling link, or one that leads to itself, matters only where a log would be.
    if (accepts(name)) walk.failed.push({ path, reason: `symbolic link: ${reasonOf(error)}` })
    return
  }
  if (!stats.isDirectory()) {
    if (accepts(name)) takeFile(path, walk)
    return
  }
  const real = realpathSync(path)
  if (seen.has(real) || path.startsWith(real + sep)) return
  seen.add(real)
  visit(path, depth + 1, wanted, seen, walk)
}

function takeFile(path: string, walk: Walk): void {
  try {
    const stats = statSync(path)
    if (stats.isFile()) walk.files.push({ path, size: stats.size, mtime: stats.mtimeMs, inode: inodeOf(path, stats) })
    else walk.failed.push({ path, reason: `${kindOf(stats)}, not a file` })
  } catch (error) {
    // Gone between the listing and now: moved or cleaned up by its owner.
    if (systemCodeOf(error) !== 'ENOENT') walk.failed.push({ path, reason: reasonOf(error) })
    else if (isMangled(path, error)) walk.failed.push({ path, reason: MANGLED })
  }
}

const MANGLED = 'its name is not UTF-8'

/** On Linux a name is any bytes; those that are no UTF-8 have become this character, and the name leads nowhere. */
const isMangled = (path: string, error: unknown): boolean => systemCodeOf(error) === 'ENOENT' && path.includes('\ufffd')

/** Inode numbers do not fit a double on Windows. */
const inodeOf = (path: string, stats: Stats): string =>
  process.platform === 'win32' ? realpathSync(path).toLowerCase() : `${stats.dev}:${stats.ino}`

function kindOf(stats: Stats): string {
  if (stats.isFIFO()) return 'a FIFO'
  if (stats.isSocket()) return 'a socket'
  return stats.isDirectory() ? 'a folder' : 'a device'
}

export interface Sight {
  /** What is there. */
  readonly stats?: Stats
  /** Why it cannot be seen, although it may be there. */
  readonly hidden?: string
}

/** Neither where there is nothing at all. */
export function lookAt(path: string): Sight {
  try {
    const stats = statSync(path, { throwIfNoEntry: false })
    if (stats) return { stats }
  } catch (error) {
    return systemCodeOf(error) === 'ENOTDIR' ? {} : { hidden: reasonOf(error) }
  }
  // A link on the way may lead nowhere.
  let at = path
  while (dirname(at) !== at && !existsSync(at) && !isLink(at)) at = dirname(at)
  return isLink(at) && !existsSync(at) ? { hidden: `symbolic link: ${NOT_THERE}` } : {}
}

export const NOT_THERE = 'no such file or folder'

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOENT: NOT_THERE,
  ENOTDIR: 'not a folder',
  ELOOP: 'symbolic link leads back to itself',
  EMFILE: 'too many open files',
  EIO: 'input/output error',
  ENOSPC: 'no space left on the disk',
}

export const reasonOf = (error: unknown): string => REASONS[systemCodeOf(error) ?? ''] ?? messageOf(error)

const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)

/** Also where it leads nowhere. */
function isLink(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false
  } catch {
    // Below a file there is nothing.
    return false
  }
}
