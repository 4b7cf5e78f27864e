import type { AnsweredFigures, Listing, ProviderAnswer } from '../../reports/models-show.ts'
import type { Io } from '../io.ts'
import { count, plural } from './numbers.ts'
import type { Paint } from './paint.ts'
import { renderTable } from './table.ts'
import type { TableColumn } from './table.ts'

/** What price providers say that a model can do. */
export function abilities({ provider, model }: Listing, answers: readonly ProviderAnswer[]): [string, string][] {
  const said = answers
    .flatMap(({ models }) => models)
    .filter((each) => each.provider === provider && each.model.toLowerCase() === model.toLowerCase())
  const most = said.find(({ max_output: tokens }) => tokens !== null)?.max_output ?? null
  const can = [...new Set(said.flatMap(({ capabilities }) => capabilities))].sort()
  return [
    ...(most === null ? [] : [['Output', `up to ${plural(most, 'token')}`] as [string, string]]),
    ...(can.length === 0 ? [] : [['Can', can.join(', ')] as [string, string]]),
  ]
}

/** What each price provider said last, beside what counts here. */
export function printAnswers(answers: readonly ProviderAnswer[], io: Io, style: Paint): void {
  if (answers.length === 0) return
  const rows = answers.flatMap(({ name, fetched_at: time, models }) =>
    models.flatMap((model) => {
      const about = [name, `${model.provider}/${model.model}`]
      const asked = [model.context_window === null ? '–' : count(model.context_window), time?.slice(0, 10) ?? 'table']
      if (model.prices.length === 0) return [[...about, ...COLUMNS.slice(2, 9).map(() => '–'), ...asked]]
      return model.prices.flatMap(({ tiers = [], ...price }) => [
        [...about, price.from ?? 'always', tiers.length > 0 ? 'any other' : 'any', ...figureCells(price), ...asked],
        ...tiers.map((tier) => ['', '', '', `over ${count(tier.promptOver)}`, ...figureCells(tier), '', '']),
      ])
    }),
  )
  io.out(`${style.bold('What price providers said last')}\n`)
  io.out(`${renderTable({ columns: COLUMNS, rows }, io.width, style)}\n`)
}

const figureCells = ({ input, output, cacheRead, cacheWrite5m, cacheWrite1h }: AnsweredFigures): string[] =>
  [input, output, cacheRead, cacheWrite5m, cacheWrite1h].map((figure) => figure ?? '–')

const COLUMNS: readonly TableColumn[] = [
  { title: 'Provider' },
  { title: 'Model', shrink: 'start', least: 16 },
  { title: 'From', optional: 3 },
  { title: 'Prompt', optional: 4 },
  ...['Input', 'Output', 'Read', 'Write 5m', 'Write 1h'].map((title) => ({ title, align: 'right' as const })),
  { title: 'Context', align: 'right', optional: 2 },
  { title: 'Asked', optional: 1 },
]
