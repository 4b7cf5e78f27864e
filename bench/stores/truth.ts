import { noTokens } from '../generator/truth.ts'
import type { Tokens } from '../generator/truth.ts'

/** What a home holds, beside the tokens that it truly adds up to. */
export interface StoreTruth extends Tokens {
  /** Files that are read. */
  files: number
  bytes: number
  sessions: number
  messages: number
}

/** What was added to a home, until it is let go by whoever writes there. */
export interface Growth extends Disposable {
  readonly truth: StoreTruth
}

export const emptyStore = (): StoreTruth => ({ ...noTokens(), files: 0, bytes: 0, sessions: 0, messages: 0 })
