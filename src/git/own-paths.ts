import { existsSync, lstatSync, realpathSync } from 'node:fs'
import type { Stats } from 'node:fs'
import { dirname, join, resolve, sep } from 'node:path'
import { RimuruError } from '../core/errors.ts'

export interface OwnPath {
  /** As the caller gave it. */
  readonly path: string
  /** From the root, as git writes it. */
  readonly name: string
  readonly isThere: boolean
}

/** Each once, sorted. Links and other repositories on the way are refused, for git does not go through them either. */
export function ownPaths(root: string, paths: readonly string[]): OwnPath[] {
  const checked = new Set<string>()
  const own = new Map(paths.map((path) => [nameIn(root, path), path]))
  return [...own.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, path]) => {
      for (const folder of foldersOf(name)) {
        if (!checked.has(folder)) refuseFolder(join(root, folder))
        checked.add(folder)
      }
      return { path, name, isThere: isFile(join(root, name)) }
    })
}

/** From the root with slashes; the path may reach the root through a link above it. */
export function nameIn(root: string, path: string): string {
  const full = resolve(path)
  const name = full.startsWith(root + sep) ? full.slice(root.length + 1) : nameBelowLink(root, full)
  if (name === null) throw refused(path, 'it is not in the repository', `publish into a folder of ${root}`)
  if (/[\n\r]/.test(name)) throw refused(path, 'its name has a line break', 'give it another name')
  return sep === '/' ? name : name.replaceAll(sep, '/')
}

function nameBelowLink(root: string, full: string): string | null {
  for (let above = dirname(full); above !== dirname(above); above = dirname(above)) {
    if (existsSync(above) && realpathSync(above) === root) return full.slice(above.length + 1)
  }
  return null
}

/** reports/daily/a.md: reports, reports/daily. */
const foldersOf = (name: string): string[] =>
  name
    .split('/')
    .slice(0, -1)
    .map((_, index, parts) => parts.slice(0, index + 1).join('/'))

function refuseFolder(path: string): void {
  const stats = statsOf(path)
  if (stats === undefined) return
  if (stats.isSymbolicLink())
    throw refused(path, 'it is a symbolic link', 'publish into a real folder of the repository')
  if (stats.isDirectory() && existsSync(join(path, '.git')))
    throw refused(path, 'it is a submodule or another repository', 'publish into a folder of this repository')
}

function isFile(path: string): boolean {
  const stats = statsOf(path)
  if (stats === undefined) return false
  if (stats.isFile()) return true
  throw refused(path, stats.isSymbolicLink() ? 'it is a symbolic link' : 'it is not a file', 'move it out of the way')
}

const statsOf = (path: string): Stats | undefined => {
  try {
    return lstatSync(path, { throwIfNoEntry: false })
  } catch {
    return undefined // below a file
  }
}

const refused = (path: string, why: string, hint: string): RimuruError =>
  new RimuruError('E8001', `git cannot commit it: ${why}`, { where: path, hint })
