import type { HookFailure } from './types.ts'

export interface Background {
  /** After everything that the same plugin was given before. */
  start(plugin: string, ask: () => Promise<HookFailure | null>): void
  finish(): Promise<readonly HookFailure[]>
}

/** One call at a time for each plugin: it hears of events in their order, and its deadline is for one alone. */
export function createBackground(): Background {
  const queues = new Map<string, Promise<HookFailure[]>>()

  async function after(before: Promise<HookFailure[]> | undefined, ask: () => Promise<HookFailure | null>) {
    const failures = (await before) ?? []
    const failure = await ask()
    if (failure) failures.push(failure)
    return failures
  }

  return {
    start: (plugin, ask) => void queues.set(plugin, after(queues.get(plugin), ask)),
    finish: async () => (await Promise.all(queues.values())).flat(),
  }
}
