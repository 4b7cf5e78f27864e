import type { Corpus } from './corpora.ts'
import type { Machine } from './machine.ts'
import type { StoreTruth } from '../stores/truth.ts'
import type { Sample } from './statistics.ts'

/** What was measured on one corpus: medians; undefined for a tool that is not there. */
export interface CorpusResult {
  readonly corpus: Corpus
  readonly ccusage: Timing | undefined
  readonly rimuru: Timing | undefined
  /** All logs read once more into what is kept of them, as after an upgrade that has changed how they are read. */
  readonly again: Sample | undefined
  /** Bytes that Rimuru keeps after a first run. */
  readonly state: number | undefined
}

export interface Timing {
  readonly cold: Sample
  readonly warm: Sample
  /** After a little was added. */
  readonly grown: Sample
}

export interface StartUp {
  readonly version: Sample
  readonly emptyHome: Sample
}

/** One number, and what it should be. */
export interface AimedFigure {
  readonly what: string
  readonly value: number
  readonly unit: 's' | '/s' | 'MB'
  readonly atLeast?: number
  readonly below?: number
}

/** A whole nightly run on one corpus: the first, which reads all logs, and those of further days. */
export interface NightlyResult {
  readonly cold: Sample
  readonly warm: Sample
  readonly steps: readonly StepTiming[]
}

/** Seconds that one step took. */
export interface StepTiming {
  readonly id: string
  readonly cold: number
  readonly warm: number
}

/** What was measured on the data of an agent that keeps a database or thousands of small files. */
export interface StoreResult extends Timing {
  readonly name: string
  readonly truth: StoreTruth
}

/** A large history priced as it is, and as if it had been of another model, which prices it twice. */
export interface RepriceResult {
  readonly rows: number
  readonly costs: Sample
  readonly reprice: Sample
}

export interface Results {
  readonly date: string
  readonly machine: Machine
  readonly runs: number
  readonly corpora: readonly CorpusResult[]
  readonly stores: readonly StoreResult[]
  readonly startUp: StartUp | undefined
  readonly plugins: readonly AimedFigure[]
  readonly prices: readonly AimedFigure[]
  readonly nightly: NightlyResult | undefined
  readonly reprice: RepriceResult | undefined
}
