import { growCursorState, writeCursorState } from './cursor-state.ts'
import { growOpenCodeFiles, writeOpenCodeFiles } from './opencode-files.ts'
import type { Growth, StoreTruth } from './truth.ts'

/** Data of an agent that keeps no logs of lines. */
export interface Store {
  readonly name: string
  readonly write: (home: string, seed: number) => StoreTruth
  readonly grow: (home: string, seed: number) => Growth
}

export const STORES: readonly Store[] = [
  { name: 'cursor-2GB', write: (home, seed) => writeCursorState(home, 2e9, seed), grow: growCursorState },
  { name: 'opencode-5000', write: (home, seed) => writeOpenCodeFiles(home, 5000, seed), grow: growOpenCodeFiles },
]
