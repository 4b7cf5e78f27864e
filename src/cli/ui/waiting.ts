import type { OpenOptions } from '../../warehouse/open.ts'
import type { Io } from '../io.ts'

/** For a command that may find another process at work. */
export const tellWaiting =
  (io: Io): NonNullable<OpenOptions['waiting']> =>
  (holder) =>
    io.note(`waiting for ${holder}, which holds the warehouse\n`)
