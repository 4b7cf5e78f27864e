import { EXIT } from '../core/errors.ts'
import { isClean } from '../reports/clean.ts'
import type { Flags } from './command.ts'

/** Of a command that has printed what it was asked for: under `--strict` doubtful data has a code of its own. */
export const exitOf = (quality: Parameters<typeof isClean>[0], { strict }: Flags): number =>
  strict && !isClean(quality) ? EXIT.quality : EXIT.ok
