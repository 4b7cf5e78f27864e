import type { Step, StepId } from './run/context.ts'
import { discoverStep } from './run/steps/discover.ts'
import { evaluateStep } from './run/steps/evaluate.ts'
import { exportStep } from './run/steps/export.ts'
import { loadStep } from './run/steps/load.ts'
import { notifyStep } from './run/steps/notify.ts'
import { priceStep } from './run/steps/price.ts'
import { publishStep } from './run/steps/publish.ts'

export interface StepEntry {
  readonly id: StepId
  /** As people are told of it. */
  readonly title: string
  readonly run: Step
  /** Left out when a hook has ended the run. */
  readonly hasEffect: boolean
}

/** A run, in order. Each step is given what those before it have found, and says what it did. */
export const STEPS: readonly StepEntry[] = [
  { id: 'discover', title: 'Looking for data', run: discoverStep, hasEffect: false },
  { id: 'load', title: 'Reading logs', run: loadStep, hasEffect: false },
  { id: 'price', title: 'Pricing', run: priceStep, hasEffect: false },
  { id: 'evaluate', title: 'Adding up', run: evaluateStep, hasEffect: false },
  { id: 'export', title: 'Writing files', run: exportStep, hasEffect: true },
  { id: 'publish', title: 'Publishing', run: publishStep, hasEffect: true },
  { id: 'notify', title: 'Telling', run: notifyStep, hasEffect: true },
]
