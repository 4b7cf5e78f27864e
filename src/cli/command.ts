import type { Environment } from '../platform/places.ts'
import type { Io } from './io.ts'

export type FlagType = 'string' | 'number' | 'boolean' | 'list'

export interface Flag {
  readonly type: FlagType
  readonly alias?: string
  readonly describe: string
  readonly choices?: readonly string[]
  /** May stand without a value. */
  readonly optional?: true
  /** Proposed by shell completion; others may be given. */
  readonly values?: readonly string[]
  /** Names that it asks the program for instead. */
  readonly words?: Words
}

export type FlagValue = string | number | boolean | readonly string[] | undefined
export type Flags = Readonly<Record<string, FlagValue>>

/** Of what there are names. */
export type Words = 'jobs' | 'runs' | 'exporters' | 'notifiers' | 'plugins' | 'models' | 'agents'

export interface Command {
  /** As typed, with its arguments: `sessions show <id>`, `agents [action]`. */
  readonly usage: string
  readonly describe: string
  /** The words its first argument may be, the default first. */
  readonly actions?: readonly string[]
  readonly flags: Readonly<Record<string, Flag>>
  readonly examples?: readonly (readonly [string, string])[]
  /** Names that shell completion asks the program for, after this action, or else after its own name. */
  readonly proposes?: { readonly words: Words; readonly after?: string }
  /** Told to stop, it gets this many milliseconds to leave nothing half-done. */
  readonly graceMs?: number
  /** Tells what is wrong with the config that was given, and goes on. */
  readonly goesOnWithoutConfig?: true
  load(): Promise<{ run(invocation: Invocation): Promise<number> }>
}

export interface Invocation {
  readonly flags: Flags
  readonly io: Io
  readonly env: Environment
  readonly cwd: string
  readonly signal: AbortSignal
}
