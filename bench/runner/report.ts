import { megabytes } from '../sizes.ts'
import type { CorpusResult, Results, StoreResult } from './results.ts'
import { ratios } from './statistics.ts'
import type { Sample } from './statistics.ts'
import { judge, shownFigure } from './targets.ts'

interface Table {
  readonly title: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

const seconds = (value: number): string => value.toFixed(3)
const ratio = (value: number): string => value.toFixed(2)

export function tablesOf(results: Results): Table[] {
  const { nightly, reprice } = results
  const verdicts = judge(results).map(({ what, target, shown, isMet }) => [
    what,
    target,
    shown,
    isMet ? 'met' : '**not met**',
  ])
  return [
    {
      title: 'Corpora',
      head: ['corpus', 'files', 'bytes', 'lines', 'requests', 'Claude / Codex bytes', 'state', 'state / logs'],
      rows: results.corpora.map(describeCorpus),
    },
    {
      title: `Medians of ${results.runs} runs`,
      head: ['corpus', 'run', 'tool', 'wall s', 'CPU s', 'peak MB'],
      rows: results.corpora.flatMap(timings),
    },
    {
      title: 'Rimuru / ccusage, ratios of medians',
      head: ['corpus', 'run', 'wall', 'CPU', 'peak'],
      rows: results.corpora.flatMap(comparisons),
    },
    {
      title: `Databases and small files, medians of ${results.runs} runs`,
      head: ['what', 'run', 'files', 'bytes', 'messages', 'requests', 'wall s', 'CPU s', 'peak MB'],
      rows: results.stores.flatMap(storeRows),
    },
    { title: 'Start-up, medians of 15 runs', head: ['command', 'wall s', 'CPU s', 'peak MB'], rows: startUps(results) },
    {
      title: 'Plugins, medians',
      head: ['what', 'measured'],
      rows: results.plugins.map((figure) => [figure.what, shownFigure(figure)]),
    },
    {
      title: 'A nightly run on dense-400MB with seven exports, a commit and two notifications, medians',
      head: ['run', 'wall s', 'CPU s', 'peak MB'],
      rows: nightly ? (['cold', 'warm'] as const).map((when) => [when, ...cells(nightly[when])]) : [],
    },
    {
      title: 'Its steps, medians of seconds',
      head: ['step', 'cold', 'warm'],
      rows: (nightly?.steps ?? []).map(({ id, cold, warm }) => [id, seconds(cold), seconds(warm)]),
    },
    {
      title: 'Five million requests of a year, medians',
      head: ['what', 'wall s', 'CPU s', 'peak MB'],
      rows: reprice
        ? [
            ['costs by model', ...cells(reprice.costs)],
            ['reprice: as they are and as another model', ...cells(reprice.reprice)],
          ]
        : [],
    },
    {
      title:
        'Price lists: 4,000 models of LiteLLM, 3,000 of models.dev, 500 of OpenRouter, three tables; medians of 15 runs',
      head: ['what', 'measured'],
      rows: results.prices.map((figure) => [figure.what, shownFigure(figure)]),
    },
    { title: 'Targets', head: ['what', 'target', 'measured', ''], rows: verdicts },
  ].filter((table) => table.rows.length > 0)
}

function describeCorpus({ corpus, state }: CorpusResult): string[] {
  const { totals, agents } = corpus.truth
  return [
    corpus.name,
    totals.files.toLocaleString('en-US'),
    megabytes(totals.bytes),
    totals.lines.toLocaleString('en-US'),
    totals.requests.toLocaleString('en-US'),
    `${megabytes(agents.claude.bytes)} / ${megabytes(agents.codex.bytes)}`,
    state === undefined ? '-' : megabytes(state),
    state === undefined ? '-' : `${((100 * state) / totals.bytes).toFixed(2)} %`,
  ]
}

const cells = ({ wall, cpu, peak }: Sample): string[] => [seconds(wall), seconds(cpu), (peak / 1e6).toFixed(0)]

const RUNS = ['cold', 'warm', 'grown'] as const

const timings = ({ corpus, ccusage, rimuru, again }: CorpusResult): string[][] => [
  ...RUNS.flatMap((when) => [
    [corpus.name, when, 'ccusage', cellsOf(ccusage?.[when])].flat(),
    [corpus.name, when, 'rimuru', cellsOf(rimuru?.[when])].flat(),
  ]),
  [corpus.name, 'again', 'rimuru', cellsOf(again)].flat(),
]

const cellsOf = (sample: Sample | undefined): string[] => (sample ? cells(sample) : ['-', '-', '-'])

const storeRows = (store: StoreResult): string[][] =>
  RUNS.map((when) => [
    store.name,
    when,
    store.truth.files.toLocaleString('en-US'),
    megabytes(store.truth.bytes),
    store.truth.messages.toLocaleString('en-US'),
    store.truth.requests.toLocaleString('en-US'),
    ...cells(store[when]),
  ])

function comparisons({ corpus, ccusage, rimuru }: CorpusResult): string[][] {
  if (!ccusage || !rimuru) return []
  return RUNS.map((when) => {
    const { wall, cpu, peak } = ratios(rimuru[when], ccusage[when])
    return [corpus.name, when, ratio(wall), ratio(cpu), ratio(peak)]
  })
}

const startUps = ({ startUp }: Results): string[][] =>
  startUp
    ? [
        ['rimuru --version', ...cells(startUp.version)],
        ['rimuru costs, empty home', ...cells(startUp.emptyHome)],
      ]
    : []

export function renderText(results: Results): string {
  return tablesOf(results).map(textTable).join('\n')
}

function textTable({ title, head, rows }: Table): string {
  const widths = head.map((cell, column) => Math.max(cell.length, ...rows.map((row) => row[column]!.length)))
  const line = (row: readonly string[]) =>
    row
      .map((cell, n) => (n < 2 ? cell.padEnd(widths[n]!) : cell.padStart(widths[n]!)))
      .join('  ')
      .trimEnd()
  return `${title}\n${[head, ...rows].map(line).join('\n')}\n`
}

export function renderMarkdown(results: Results): string {
  const { machine, date } = results
  return `# Benchmark

Measured ${date} by \`npm run bench\` on ${machine.cores} cores (${machine.processor}), ${(machine.memory / 2 ** 30).toFixed(0)} GiB of memory,
Node ${machine.node}, DuckDB ${machine.duckdb}, beside ccusage ${machine.ccusage} (native binary). The logs are made by \`bench/generate-corpus.ts\` and were in the
page cache. Cold: \`RIMURU_HOME\` is empty; warm: it is kept and nothing changed (ccusage keeps nothing, so its warm runs are its cold ones
again); grown: one more answer stands in one log; again: all logs are read once more into what is kept of them, as after an upgrade that changes how they are read. The runs alternate between the tools, and the totals of every single run were compared with what the generator knows to be true.

${tablesOf(results).map(markdownTable).join('\n')}`
}

const markdownTable = ({ title, head, rows }: Table): string =>
  `## ${title}\n\n${[head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')}\n`
