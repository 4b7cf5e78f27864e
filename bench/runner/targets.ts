import type {
  CorpusResult,
  NightlyResult,
  AimedFigure,
  RepriceResult,
  Results,
  StartUp,
  StoreResult,
} from './results.ts'

export interface Verdict {
  readonly what: string
  readonly target: string
  readonly value: number
  readonly shown: string
  readonly isMet: boolean
}

interface Limit {
  readonly what: string
  readonly value: number | undefined
  readonly limit: number
  readonly isStrict?: boolean
  readonly unit: 'x' | 's' | '%' | 'MB'
}

export const shownFigure = ({ value, unit }: AimedFigure): string =>
  unit === '/s'
    ? Math.round(value).toLocaleString('en-US')
    : `${unit === 'MB' ? Math.round(value) : value.toFixed(3)} ${unit}`

/** Every target that can be judged from these results. */
export function judge(results: Results): Verdict[] {
  const of = (name: string) => results.corpora.find(({ corpus }) => corpus.name === name)
  return [
    ...coldLimits(of),
    ...warmLimits(of),
    ...results.corpora.flatMap(sizeLimits),
    ...storeLimits(results.stores),
    ...startUpLimits(results.startUp),
    ...nightlyLimits(results.nightly),
    ...repriceLimits(results.reprice),
  ]
    .filter((limit) => limit.value !== undefined)
    .map((limit) => verdict(limit, limit.value!))
    .concat([...results.plugins, ...results.prices].flatMap(aim))
}

function aim(figure: AimedFigure): Verdict[] {
  const { what, value, atLeast, below } = figure
  const target =
    atLeast !== undefined ? `>= ${atLeast.toLocaleString('en-US')}` : below !== undefined ? `< ${below} s` : null
  if (target === null) return []
  return [
    { what, target, value, shown: shownFigure(figure), isMet: value >= (atLeast ?? 0) && value < (below ?? Infinity) },
  ]
}

type Lookup = (name: string) => CorpusResult | undefined
type Figure = 'wall' | 'cpu'

const share = (result: CorpusResult | undefined, when: 'cold' | 'warm', figure: Figure): number | undefined =>
  result?.rimuru && result.ccusage ? result.rimuru[when][figure] / result.ccusage[when][figure] : undefined

const COLD: readonly (readonly [string, number])[] = [
  ['dense-2GB', 0.7],
  ['dense-400MB', 0.85],
  ['heavy-2GB', 1],
]

const coldLimits = (of: Lookup): Limit[] =>
  COLD.flatMap(([name, limit]) =>
    (['wall', 'cpu'] as const).map((figure): Limit => ({
      what: `${name} cold ${figure} / ccusage`,
      value: share(of(name), 'cold', figure),
      limit,
      unit: 'x',
    })),
  )

function warmLimits(of: Lookup): Limit[] {
  const wall = (name: string) => of(name)?.rimuru?.warm.wall
  const growth = (kind: string) => {
    const [large, small] = [wall(`${kind}-2GB`), wall(`${kind}-400MB`)]
    return large === undefined || small === undefined ? undefined : large / small
  }
  return [
    { what: 'dense-2GB warm wall / ccusage', value: share(of('dense-2GB'), 'warm', 'wall'), limit: 0.2, unit: 'x' },
    { what: 'dense-400MB warm wall', value: wall('dense-400MB'), limit: 0.2, isStrict: true, unit: 's' },
    { what: 'heavy-400MB warm wall', value: wall('heavy-400MB'), limit: 0.2, isStrict: true, unit: 's' },
    { what: 'dense warm wall, 2GB / 400MB', value: growth('dense'), limit: 2, isStrict: true, unit: 'x' },
    { what: 'heavy warm wall, 2GB / 400MB', value: growth('heavy'), limit: 2, isStrict: true, unit: 'x' },
  ]
}

const sizeLimits = ({ corpus, rimuru, state }: CorpusResult): Limit[] => [
  {
    what: `${corpus.name} peak memory`,
    value: rimuru && Math.max(rimuru.cold.peak, rimuru.warm.peak) / 1e6,
    limit: 450,
    isStrict: true,
    unit: 'MB',
  },
  {
    what: `${corpus.name} state / logs`,
    value: state === undefined ? undefined : (100 * state) / corpus.truth.totals.bytes,
    limit: 5,
    unit: '%',
  },
]

function storeLimits(stores: readonly StoreResult[]): Limit[] {
  const of = (name: string) => stores.find((store) => store.name === name)
  const [state, files] = [of('cursor-2GB'), of('opencode-5000')]
  const peak = state && Math.max(...[state.cold, state.warm, state.grown].map((sample) => sample.peak)) / 1e6
  return [
    { what: 'cursor-2GB peak memory', value: peak, limit: 300, isStrict: true, unit: 'MB' },
    { what: 'cursor-2GB grown wall / cold', value: state && state.grown.wall / state.cold.wall, limit: 0.2, unit: 'x' },
    { what: 'opencode-5000 cold wall', value: files?.cold.wall, limit: 1, isStrict: true, unit: 's' },
  ]
}

const nightlyLimits = (nightly: NightlyResult | undefined): Limit[] => [
  { what: 'nightly run, cold', value: nightly?.cold.wall, limit: 3, isStrict: true, unit: 's' },
  { what: 'nightly run, warm', value: nightly?.warm.wall, limit: 1.5, isStrict: true, unit: 's' },
]

const repriceLimits = (reprice: RepriceResult | undefined): Limit[] => [
  { what: '5 million requests priced', value: reprice?.costs.wall, limit: 2, isStrict: true, unit: 's' },
  {
    what: '5 million requests priced, peak memory',
    value: reprice && Math.max(reprice.costs.peak, reprice.reprice.peak) / 1e6,
    limit: 450,
    isStrict: true,
    unit: 'MB',
  },
]

const startUpLimits = (startUp: StartUp | undefined): Limit[] => [
  { what: '--version', value: startUp?.version.wall, limit: 0.15, isStrict: true, unit: 's' },
  { what: 'costs on an empty home', value: startUp?.emptyHome.wall, limit: 0.5, isStrict: true, unit: 's' },
]

const verdict = ({ what, limit, isStrict, unit }: Limit, value: number): Verdict => ({
  what,
  target: `${isStrict ? '<' : '<='} ${limit} ${unit}`,
  value,
  shown: `${unit === 'MB' ? Math.round(value) : value.toFixed(3)} ${unit}`,
  isMet: isStrict ? value < limit : value <= limit,
})
