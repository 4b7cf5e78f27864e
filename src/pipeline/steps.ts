import type { Job } from '../config/jobs.ts'
import type { Step, StepId } from './run/context.ts'
import { discoverStep } from './run/steps/discover.ts'
import { evaluateStep } from './run/steps/evaluate.ts'
import { exportStep } from './run/steps/export.ts'
import { loadStep } from './run/steps/load.ts'
import { notifyStep } from './run/steps/notify.ts'
import { priceStep } from './run/steps/price.ts'
import { publishStep } from './run/steps/publish.ts'
import { syncStep } from './run/steps/sync.ts'

export interface StepEntry {
  readonly id: StepId
  /** As people are told of it. */
  readonly title: string
  readonly run: Step
  /** Left out when a hook has ended the run. */
  readonly hasEffect: boolean
  /** Only jobs of which this is true have it. */
  readonly isAsked?: (job: Job) => boolean
}

/** A run, in order. Each step is given what those before it have found, and says what it did. */
export const STEPS: readonly StepEntry[] = [
  { id: 'discover', title: 'Looking for data', run: discoverStep, hasEffect: false },
  { id: 'load', title: 'Reading logs', run: loadStep, hasEffect: false },
  { id: 'sync', title: 'Syncing prices', run: syncStep, hasEffect: false, isAsked: ({ prices }) => prices === 'sync' },
  { id: 'price', title: 'Pricing', run: priceStep, hasEffect: false },
  { id: 'evaluate', title: 'Adding up', run: evaluateStep, hasEffect: false },
  { id: 'export', title: 'Writing files', run: exportStep, hasEffect: true },
  { id: 'publish', title: 'Publishing', run: publishStep, hasEffect: true },
  { id: 'notify', title: 'Telling', run: notifyStep, hasEffect: true },
]
