import { rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { KINDS } from './generator/profiles.ts'
import type { Kind } from './generator/profiles.ts'
import { installCcusage } from './runner/ccusage.ts'
import { compareOn, measureStartUp } from './runner/compare.ts'
import type { Tools } from './runner/compare.ts'
import { ensureCorpus, warmPageCache } from './runner/corpora.ts'
import { describeMachine } from './runner/machine.ts'
import { createMeasurer } from './runner/measure.ts'
import type { Measurer } from './runner/measure.ts'
import { measureNightly } from './runner/nightly.ts'
import { measurePriceLists } from './runner/price-lists.ts'
import { measurePlugins } from './runner/plugins.ts'
import { measureReprice } from './runner/reprice.ts'
import { renderMarkdown, renderText } from './runner/report.ts'
import type { CorpusResult, Results, StoreResult } from './runner/results.ts'
import { hasRimuru } from './runner/rimuru.ts'
import { measureStore } from './runner/stores.ts'
import { STORES } from './stores/list.ts'
import type { Store } from './stores/list.ts'

const say = (text: string) => process.stderr.write(`${text}\n`)

const OPTIONS = {
  sizes: { type: 'string', default: '400MB,2GB' },
  kinds: { type: 'string', default: KINDS.join(',') },
  runs: { type: 'string', default: '5' },
  corpora: { type: 'string', default: join(tmpdir(), 'rimuru-bench') },
  keep: { type: 'boolean', default: false },
  /** `corpora`, `stores`, `plugins`, `nightly`, `reprice` or `prices`, for a look in between: writes no results. */
  only: { type: 'string' },
} as const

async function main(): Promise<void> {
  const { values } = parseArgs({ options: OPTIONS })
  const kinds = values.kinds.split(',').map(kindOf)
  const runs = Number(values.runs)
  if (!Number.isInteger(runs) || runs < 1) throw new Error(`--runs ${values.runs} is no number of runs`)
  using measurer = createMeasurer()
  const tools: Tools = { measurer, ccusage: installCcusage(), hasRimuru: hasRimuru() }
  if (tools.ccusage === undefined)
    say(`There is no native ccusage for ${process.platform}-${process.arch}: Rimuru runs alone.`)
  if (!tools.hasRimuru) say('src/bin.js is not there: ccusage runs alone and no results are written.')
  const only = values.only?.split(',') ?? ['corpora', 'stores', 'plugins', 'nightly', 'reprice', 'prices']
  const corpora = only.includes('corpora')
    ? values.sizes
        .split(',')
        .flatMap((size) => kinds.map((kind) => runOn(values.corpora, kind, size, tools, runs, values.keep)))
    : []
  const stores =
    tools.hasRimuru && only.includes('stores')
      ? STORES.map((store) => onStore(values.corpora, store, measurer, runs))
      : []
  const startUp = tools.hasRimuru && only.includes('corpora') ? measureStartUp(measurer) : undefined
  const plugins =
    tools.hasRimuru && only.includes('plugins') ? await onDense(values.corpora, values.keep, measurePlugins) : []
  const nightly =
    tools.hasRimuru && only.includes('nightly')
      ? await onDense(values.corpora, values.keep, (home) => measureNightly(home, measurer, runs))
      : undefined
  const reprice = tools.hasRimuru && only.includes('reprice') ? await measureReprice(measurer, runs) : undefined
  const prices = tools.hasRimuru && only.includes('prices') ? await measurePriceLists() : []
  const results: Results = {
    date: new Date().toISOString().slice(0, 10),
    machine: describeMachine(),
    runs,
    corpora,
    stores,
    startUp,
    plugins,
    nightly,
    reprice,
    prices,
  }
  process.stdout.write(renderText(results))
  if (tools.hasRimuru && values.only === undefined)
    writeFileSync(join(import.meta.dirname, 'RESULTS.md'), renderMarkdown(results))
}

function onStore(place: string, store: Store, measurer: Measurer, runs: number): StoreResult {
  say(`${store.name}: making it, running`)
  return measureStore(store, place, measurer, runs)
}

async function onDense<Result>(
  place: string,
  keep: boolean,
  measure: (home: string) => Promise<Result>,
): Promise<Result> {
  say('dense 400MB: making the corpus if it is not there')
  const corpus = ensureCorpus(place, 'dense', '400MB')
  try {
    warmPageCache(corpus.home)
    say('running')
    return await measure(corpus.home)
  } finally {
    if (corpus.isNew && !keep) rmSync(corpus.folder, { recursive: true, force: true })
  }
}

function runOn(place: string, kind: Kind, size: string, tools: Tools, runs: number, keep: boolean): CorpusResult {
  say(`${kind} ${size}: making the corpus if it is not there`)
  const corpus = ensureCorpus(place, kind, size)
  try {
    warmPageCache(corpus.home)
    say(`${kind} ${size}: running`)
    return compareOn(corpus, tools, runs)
  } finally {
    if (corpus.isNew && !keep) rmSync(corpus.folder, { recursive: true, force: true })
  }
}

function kindOf(name: string): Kind {
  const kind = KINDS.find((kind) => kind === name)
  if (kind === undefined) throw new Error(`"${name}" is no kind of corpus: ${KINDS.join(', ')}`)
  return kind
}

try {
  await main()
} catch (error) {
  say(`\nThe benchmark failed: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
}
