import { lstatSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { RimuruError } from '../../core/errors.ts'
import { isDetached, refuseObstacle } from '../../git/repository.ts'
import type { NoRepository, Repository } from '../../git/repository.ts'
import { withoutRepository } from './can-publish.ts'
import type { RunContext } from './context.ts'
import { digestOfFile } from './files.ts'
import { reportFolder } from './places.ts'
import { hasPageSeal } from './seal.ts'

/** Before anything is written: where it could not be committed. */
export function refuseUnfit(context: RunContext, repository: Repository | NoRepository): void {
  const { job, dryRun, publish } = context
  const mode = job.publish?.mode ?? 'files'
  if (dryRun || !publish || mode === 'files') return
  if (repository.root === null) {
    const refusal = withoutRepository(repository, mode)
    if (refusal === null) return
    throw new RimuruError('E8001', refusal.what, { where: reportFolder(context), hint: refusal.hint })
  }
  if (!(isDetached(repository) && mode === 'pull-request')) refuseObstacle(repository)
}

/** A link on the way from the config's folder to a file would lead out of it, perhaps, and out of the repository. */
export function refuseLinks({ configDir }: Pick<RunContext, 'configDir'>, files: readonly string[]): void {
  for (const folder of new Set(files.map((file) => relative(configDir, dirname(file))))) {
    const parts = folder.split(sep)
    const link = parts.map((_, i) => join(configDir, ...parts.slice(0, i + 1))).find((path) => isLink(path))
    if (link !== undefined)
      throw new RimuruError('E8001', 'reports are not written through a symbolic link', {
        where: link,
        hint: "publish into a real folder of the config's",
      })
  }
}

function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink()
  } catch {
    return false // not there yet, or below a file
  }
}

/** Somebody's own page at the place of the index, in a folder that has had no report yet. */
export function refuseForeignIndex(path: string, known: readonly string[]): void {
  const there = digestOfFile(path)
  if (there === null || known.includes(there) || hasPageSeal(readFileSync(path, 'utf8'))) return
  throw new RimuruError('E8001', 'this is no index of reports, so it is not overwritten', {
    where: path,
    hint: 'publish into another folder, or move the file away',
  })
}
