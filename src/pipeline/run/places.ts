import { join } from 'node:path'
import { stateFolder } from '../../platform/places.ts'
import type { RunContext } from './context.ts'

/** Where reports are written and committed. */
export const reportFolder = ({ job, configDir }: Pick<RunContext, 'job' | 'configDir'>): string =>
  join(configDir, job.publish?.folder ?? 'reports')

/** Where a run has its files until they are whole. */
export const workFolder = ({ env, runId }: Pick<RunContext, 'env' | 'runId'>): string =>
  join(workFolders({ env }), runId)

export const workFolders = ({ env }: Pick<RunContext, 'env'>): string => join(stateFolder(env), 'work')
