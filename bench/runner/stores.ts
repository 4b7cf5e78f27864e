import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { addTokens } from '../generator/truth.ts'
import type { Store } from '../stores/list.ts'
import { warmPageCache } from './corpora.ts'
import type { Measurer } from './measure.ts'
import type { StoreResult } from './results.ts'
import { rimuruCosts, rimuruTotals } from './rimuru.ts'
import { medians } from './statistics.ts'
import type { Sample } from './statistics.ts'
import { disagreements, truthCounted } from './verify.ts'

const SEED = 1

/**
 * Cold, warm, and after its agent has written a little more, which it may be at still. Such data is made anew each time,
 * because it grows with every round.
 */
export function measureStore(store: Store, place: string, measurer: Measurer, rounds: number): StoreResult {
  mkdirSync(place, { recursive: true })
  const folder = mkdtempSync(join(place, `${store.name}-`))
  try {
    const home = join(folder, 'home')
    const truth = store.write(home, SEED)
    const expected = { ...truth }
    warmPageCache(home)
    const run = (state: string): Sample => {
      const measured = measurer.measure(rimuruCosts(home, state))
      const wrong = disagreements('rimuru', rimuruTotals(measured.stdout), truthCounted(expected))
      if (wrong.length > 0) throw new Error(`the totals on ${store.name} disagree:\n  ${wrong.join('\n  ')}`)
      return measured
    }
    const samples = { cold: [] as Sample[], warm: [] as Sample[], grown: [] as Sample[] }
    for (let round = 1; round <= rounds; round += 1) {
      const state = join(folder, `state-${round}`)
      samples.cold.push(run(state))
      samples.warm.push(run(state))
      using growth = store.grow(home, SEED + round)
      addTokens(expected, growth.truth)
      samples.grown.push(run(state))
    }
    return {
      name: store.name,
      truth,
      cold: medians(samples.cold),
      warm: medians(samples.warm),
      grown: medians(samples.grown),
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
