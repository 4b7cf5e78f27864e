import { fileURLToPath } from 'node:url'
import { messageOf, RimuruError, systemCodeOf } from '../core/errors.ts'
import { reasonOf } from './walk.ts'

const PROGRAM = fileURLToPath(new URL('../..', import.meta.url))

/** What is the machine's and no mistake of ours, wherever it comes up. All else stays as it is. */
export function explainOutside(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof RimuruError) return error
  if (isNotLoaded(error)) {
    return new RimuruError('E8001', `a package of Rimuru cannot be loaded: ${firstLine(error)}`, {
      where: PROGRAM,
      hint: 'run `npm ci` there again, without --omit=optional',
      cause: error,
    })
  }
  if (!('syscall' in error)) return error
  return new RimuruError('E8001', `the system refuses: ${reasonOf(error)}`, {
    where: 'path' in error && typeof error.path === 'string' ? error.path : undefined,
    hint: 'see whether there is room and memory left, and who may read and write there',
    cause: error,
  })
}

const NOT_LOADED: ReadonlySet<string | undefined> = new Set([
  'ERR_MODULE_NOT_FOUND',
  'MODULE_NOT_FOUND',
  'ERR_DLOPEN_FAILED',
])

const isNotLoaded = (error: Error): boolean => NOT_LOADED.has(systemCodeOf(error))

const firstLine = (error: Error): string => messageOf(error).split('\n')[0] ?? ''
