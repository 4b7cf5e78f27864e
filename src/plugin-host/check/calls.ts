import { rm } from 'node:fs/promises'
import { temporaryFolder } from '../../platform/folders.ts'
import type { CallName } from '../../plugin-sdk/messages.ts'
import { PluginError } from '../plugin-error.ts'
import type { PluginPlan } from '../types.ts'
import { Skipped } from './checks.ts'
import type { Checks } from './checks.ts'
import type { Trial } from './trial.ts'

export interface Ours {
  readonly checks: Checks
  readonly trial: Trial
  readonly plan: PluginPlan
  /** The calls that it says it answers; empty: those of its kind. */
  readonly offered: readonly string[]
  /** Whether a notifier may really send something. */
  readonly send: boolean
}

/** A call that it does not have is only wrong where it says it has it. */
export function tryCall(
  { checks, trial, offered }: Ours,
  call: CallName,
  work: () => Promise<string>,
  name: string = call,
): Promise<boolean> {
  if (offered.length > 0 && !offered.includes(call)) {
    checks.skip(name, 'it does not offer it')
    return Promise.resolve(true)
  }
  return checks.run(name, async () => {
    if (trial.hung) throw new Skipped('a call before it hung')
    try {
      return await work()
    } catch (error) {
      const missing = error instanceof PluginError && error.failure === 'unsupported'
      if (missing && !offered.includes(call)) throw new Skipped('it does not have it')
      throw error
    }
  })
}

/** A folder for one call. */
export async function inFolder(work: (folder: string) => Promise<string>): Promise<string> {
  const folder = temporaryFolder('rimuru-check-')
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
