import { FIGURE_FIELDS } from './figure-fields.ts'
import type { ModelItem, ModelsDocument, PerMillion, PricedModel } from '../../reports/models.ts'
import type { Flags } from '../command.ts'
import type { Io } from '../io.ts'
import type { Records } from './formats.ts'
import { noData } from './no-data.ts'
import type { LookedAt } from '../../pipeline/discover.ts'
import { count } from './numbers.ts'
import { paint } from './paint.ts'
import { printData } from './print.ts'
import { qualityLine } from './quality-line.ts'
import { figures } from './sessions-table.ts'
import { renderTable } from './table.ts'
import type { Table, TableColumn } from './table.ts'

export function printModels(document: ModelsDocument, sources: readonly LookedAt[], flags: Flags, io: Io): void {
  const all = document.priced_models
  const data = {
    document,
    records: () => (all ? pricedRecords(all) : usedRecords(document.models)),
    items: all ?? document.models,
  }
  if (printData(data, flags, io)) return
  if (!all && document.models.length === 0) return noData(sources, document, flags, io)
  const style = paint(io.outColour)
  io.out(renderTable(all ? pricedTable(all) : usedTable(document), io.width, style))
  io.out(style.dim('prices in USD per million tokens\n'))
  io.out(qualityLine(document.quality, document.prices, style, io.width))
}

export const PRICES: readonly TableColumn[] = [
  { title: 'Input', align: 'right', optional: 2 },
  { title: 'Output', align: 'right', optional: 3 },
  { title: 'Read', align: 'right', optional: 6 },
  { title: 'Write 5m', align: 'right', optional: 7 },
  { title: 'Write 1h', align: 'right', optional: 8 },
]

export const priceCells = (rates: PerMillion | undefined): string[] =>
  rates === undefined
    ? PRICES.map(() => '–')
    : [
        rates.input_per_mtok,
        rates.output_per_mtok,
        rates.cache_read_per_mtok,
        rates.cache_write_5m_per_mtok,
        rates.cache_write_1h_per_mtok,
      ]

const usedTable = ({ models, totals }: ModelsDocument): Table => ({
  columns: [
    { title: 'Model', shrink: 'end', least: 20 },
    { title: 'Requests', align: 'right', optional: 4 },
    { title: 'Tokens', align: 'right', optional: 5 },
    { title: 'Cost', align: 'right' },
    { title: 'Priced as', optional: 1, shrink: 'start', least: 20 },
    ...PRICES,
    { title: 'Context', align: 'right', optional: 9 },
  ],
  rows: models.map((model) => [
    model.model,
    ...figures(model),
    pricedAs(model),
    ...priceCells(model.rates[0]),
    contextOf(model),
  ]),
  footer: ['Total', ...figures(totals), '', ...PRICES.map(() => ''), ''],
})

const contextOf = ({ context_window: size }: Pick<PricedModel, 'context_window'>): string =>
  size === null ? '–' : count(size)

/** The prices beside it are those of the rate that was used most. */
function pricedAs({ price, rates }: ModelItem): string {
  const [first, ...others] = rates
  if (!first) return 'no price'
  const more = others.length > 0 ? ` +${others.length}` : ''
  return `${first.entry}${more}${price === 'partly priced' ? ', partly' : ''}`
}

const pricedTable = (models: readonly PricedModel[]): Table => ({
  columns: [
    { title: 'Provider' },
    { title: 'Model', shrink: 'end', least: 20 },
    ...PRICES,
    { title: 'Context', align: 'right', optional: 5 },
    { title: 'Since', optional: 4 },
    { title: 'Source', optional: 9 },
  ],
  rows: models.map((model) => [
    model.provider,
    model.model,
    ...priceCells(model),
    contextOf(model),
    model.from ?? 'always',
    model.source,
  ]),
})

export const PER_MILLION = [
  'input_per_mtok',
  'output_per_mtok',
  'cache_read_per_mtok',
  'cache_write_5m_per_mtok',
  'cache_write_1h_per_mtok',
  'per_web_search',
] as const

const usedRecords = (models: readonly ModelItem[]): Records => ({
  columns: [
    'model',
    ...FIGURE_FIELDS,
    'price',
    'entry',
    'rule',
    'source',
    'price_date',
    ...PER_MILLION,
    'context_window',
  ],
  rows: models.map((model) => {
    const rate = model.rates[0]
    const found = rate ? [rate.entry, rate.rule, rate.source, rate.price_date] : [null, null, null, null]
    return [
      model.model,
      ...FIGURE_FIELDS.map((field) => model[field]),
      model.price,
      ...found,
      ...PER_MILLION.map((field) => rate?.[field] ?? null),
      model.context_window,
    ]
  }),
})

const pricedRecords = (models: readonly PricedModel[]): Records => ({
  columns: ['provider', 'model', 'from', ...PER_MILLION, 'has_tiers', 'context_window', 'source', 'price_date'],
  rows: models.map((model) => [
    model.provider,
    model.model,
    model.from,
    ...PER_MILLION.map((field) => model[field]),
    String(model.has_tiers),
    model.context_window,
    model.source,
    model.price_date,
  ]),
})
