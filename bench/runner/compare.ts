import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ccusageCosts, ccusageTotals } from './ccusage.ts'
import type { Corpus } from './corpora.ts'
import { addTokens } from '../generator/truth.ts'
import { growLog } from './growth.ts'
import type { Invocation, Measurer } from './measure.ts'
import type { CorpusResult, StartUp, Timing } from './results.ts'
import { rimuru, rimuruCosts, rimuruScan, rimuruTotals, sizeOfFolder } from './rimuru.ts'
import { medians } from './statistics.ts'
import type { Sample } from './statistics.ts'
import { disagreements, truthCounted } from './verify.ts'
import type { Counted } from './verify.ts'

export interface Tools {
  readonly measurer: Measurer
  /** Path of the binary; undefined where the platform has none. */
  readonly ccusage: string | undefined
  readonly hasRimuru: boolean
}

/** Runs both tools in turn on one corpus and checks the totals of every run. */
export function compareOn(corpus: Corpus, tools: Tools, runs: number): CorpusResult {
  const { measurer, ccusage } = tools
  const expected = { ...corpus.truth.totals }
  const run = (tool: string, invocation: Invocation, totalsIn: (stdout: string) => Counted): Sample => {
    const measured = measurer.measure(invocation)
    const wrong = disagreements(tool, totalsIn(measured.stdout), truthCounted(expected))
    if (wrong.length > 0) throw new Error(`the totals on ${corpus.name} disagree:\n  ${wrong.join('\n  ')}`)
    return measured
  }
  const runCcusage = () =>
    ccusage === undefined ? [] : [run('ccusage', ccusageCosts(ccusage, corpus.home), ccusageTotals)]
  const runRimuru = (state: string) =>
    tools.hasRimuru ? [run('rimuru', rimuruCosts(corpus.home, state), rimuruTotals)] : []

  const runAgain = (state: string) => {
    if (!tools.hasRimuru) return []
    const sample = measurer.measure(rimuruScan(corpus.home, state))
    runRimuru(state)
    return [sample]
  }

  runCcusage()
  const again: Sample[] = []
  const samples = {
    ccusage: { cold: [] as Sample[], warm: [] as Sample[], grown: [] as Sample[] },
    rimuru: { cold: [] as Sample[], warm: [] as Sample[], grown: [] as Sample[] },
  }
  let stateBytes = 0
  for (let n = 0; n < runs; n++) {
    withState((state) => {
      samples.ccusage.cold.push(...runCcusage())
      samples.rimuru.cold.push(...runRimuru(state))
      stateBytes = sizeOfFolder(state)
      samples.ccusage.warm.push(...runCcusage())
      samples.rimuru.warm.push(...runRimuru(state))
      using growth = growLog(corpus.home)
      Object.assign(expected, addTokens({ ...corpus.truth.totals }, growth.tokens))
      samples.ccusage.grown.push(...runCcusage())
      samples.rimuru.grown.push(...runRimuru(state))
      again.push(...runAgain(state))
    })
    Object.assign(expected, corpus.truth.totals)
  }
  return {
    corpus,
    ccusage: timingOf(samples.ccusage),
    rimuru: timingOf(samples.rimuru),
    again: again.length === 0 ? undefined : medians(again),
    state: tools.hasRimuru ? stateBytes : undefined,
  }
}

const timingOf = ({ cold, warm, grown }: Readonly<Record<keyof Timing, Sample[]>>): Timing | undefined =>
  cold.length === 0 ? undefined : { cold: medians(cold), warm: medians(warm), grown: medians(grown) }

const START_UPS = 15

export function measureStartUp(measurer: Measurer): StartUp {
  const repeat = (of: (state: string) => Invocation) =>
    medians(Array.from({ length: START_UPS }, () => withState((state) => measurer.measure(of(state)))))
  return withState((home) => ({
    version: repeat((state) => rimuru(home, state, '--version')),
    emptyHome: repeat((state) => rimuruCosts(home, state)),
  }))
}

function withState<T>(use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'rimuru-bench-state-'))
  try {
    return use(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
