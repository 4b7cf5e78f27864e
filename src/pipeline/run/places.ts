import { join } from 'node:path'
import type { Job } from '../../config/jobs.ts'
import { stateFolder } from '../../platform/places.ts'
import type { RunContext } from './context.ts'

interface FolderOf {
  readonly job: Pick<Job, 'publish'>
  readonly configDir: string
}

/** Where reports are written and committed. */
export const reportFolder = ({ job, configDir }: FolderOf): string => join(configDir, job.publish?.folder ?? 'reports')

/** A path as a link: each name by itself, so that what means something in an address or a page stays part of it. */
export const linkTo = (path: string): string =>
  path
    .split('/')
    .map((name) => encodeURIComponent(name).replaceAll('(', '%28').replaceAll(')', '%29'))
    .join('/')

/** Where a run has its files until they are whole. */
export const workFolder = ({ env, runId }: Pick<RunContext, 'env' | 'runId'>): string =>
  join(workFolders({ env }), runId)

export const workFolders = ({ env }: Pick<RunContext, 'env'>): string => join(stateFolder(env), 'work')
