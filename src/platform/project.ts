import { existsSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, resolve } from 'node:path'

/**
 * The repository that a working folder belongs to: the nearest folder above it with a `.git`; a linked worktree counts
 * as its main repository. A folder outside any repository, or long gone, is its own project.
 */
export function projectOf(cwd: string): string {
  if (!isAbsolute(cwd)) return cwd
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    const git = join(folder, '.git')
    const kind = kindOf(git)
    if (kind === 'folder') return folder
    if (kind === 'file') return mainRepository(git) ?? folder
    if (folder === dirname(folder)) return cwd
  }
}

/** The root of the repository that a folder, which may not exist yet, lies in; null outside any. */
export function repositoryAround(folder: string): string | null {
  if (existsSync(join(folder, '.git'))) return folder
  const above = dirname(folder)
  return above === folder ? null : repositoryAround(above)
}

function kindOf(path: string): 'folder' | 'file' | null {
  try {
    return statSync(path).isDirectory() ? 'folder' : 'file'
  } catch {
    return null
  }
}

/** In a worktree `.git` is a file that points to `<main>/.git/worktrees/<name>`; a submodule's points elsewhere. */
function mainRepository(git: string): string | null {
  try {
    const target = /^gitdir:\s*(.+?)\s*$/m.exec(readFileSync(git, 'utf8'))?.[1]
    if (!target) return null
    const folder = resolve(dirname(git), target)
    const common = resolve(folder, readFileSync(join(folder, 'commondir'), 'utf8').trim())
    return basename(common) === '.git' ? dirname(common) : common
  } catch {
    return null
  }
}
