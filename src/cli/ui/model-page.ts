import type { Listing, ModelDocument } from '../../reports/models-show.ts'
import type { RateItem } from '../../reports/models.ts'
import type { Flags } from '../command.ts'
import type { Io } from '../io.ts'
import { renderFacts } from './facts.ts'
import type { Records } from './formats.ts'
import { abilities, printAnswers } from './model-answers.ts'
import { PER_MILLION, PRICES, priceCells } from './models-table.ts'
import { costText, count, plural } from './numbers.ts'
import { paint } from './paint.ts'
import { printable } from './printable.ts'
import { printData } from './print.ts'
import { qualityLine } from './quality-line.ts'
import { renderTable } from './table.ts'
import type { Table } from './table.ts'

export function printModel(document: ModelDocument, flags: Flags, io: Io): void {
  if (printData({ document, records: () => recordsOf(document), items: [document] }, flags, io)) return
  const style = paint(io.outColour)
  if (document.listings.length === 0)
    io.out(`${style.bold(printable(document.name))}: ${style.yellow('no price known')}\n\n`)
  for (const listing of document.listings) {
    io.out(`${style.bold(`${listing.provider}/${listing.model}`)}\n`)
    io.out(
      renderFacts(
        [
          ['Context', listing.context_window === null ? 'unknown' : plural(listing.context_window, 'token')],
          ['Also named', listing.aliases.length === 0 ? '–' : listing.aliases.join(', ')],
          ...abilities(listing, document.answers),
        ],
        style,
      ),
    )
    io.out(`${renderTable(pricesTable(listing), io.width, style)}\n`)
  }
  if (document.listings.length > 0)
    io.out(style.dim('prices in USD per million tokens; a prompt over a limit is priced at its rates as a whole\n\n'))
  printAnswers(document.answers, io, style)
  if (document.usage.length === 0) io.out('Not used here in this period.\n')
  for (const item of document.usage) {
    io.out(
      `${style.bold(printable(item.model))}  ${plural(item.requests, 'request')}, ${plural(item.total_tokens, 'token')}, ${item.rates.length === 0 ? 'no price' : costText(item)}\n`,
    )
    for (const rate of item.rates)
      io.out(`  ${plural(rate.requests, 'request')} at ${rate.rule} ${style.dim(`(${sourceAndDay(rate)})`)}\n`)
  }
  io.out(`\n${qualityLine(document.quality, document.prices, style, io.width)}`)
}

const sourceAndDay = ({ source, price_date: day }: RateItem): string => (day === null ? source : `${source}, ${day}`)

/** One for each price, and one more for each of its prompt sizes. */
const recordsOf = ({ listings }: ModelDocument): Records => ({
  columns: ['provider', 'model', 'from', 'prompt_over', ...PER_MILLION, 'source', 'price_date'],
  rows: listings.flatMap(({ provider, model, prices }) =>
    prices.flatMap((price) =>
      [{ prompt_over: null, ...price }, ...price.tiers].map((each) => [
        provider,
        model,
        price.from,
        each.prompt_over,
        ...PER_MILLION.map((field) => each[field]),
        price.source,
        price.price_date,
      ]),
    ),
  ),
})

const pricesTable = ({ prices }: Listing): Table => ({
  columns: [
    { title: 'From' },
    { title: 'Prompt' },
    ...PRICES.map(({ optional: _, ...column }) => column),
    { title: 'Source', shrink: 'end', least: 16, optional: 2 },
    { title: 'Seen on', optional: 1 },
  ],
  rows: prices.flatMap((price) => [
    [
      price.from ?? 'always',
      price.tiers.length > 0 ? 'any other' : 'any',
      ...priceCells(price),
      price.source,
      price.price_date ?? '–',
    ],
    ...price.tiers.map((tier) => ['', `over ${count(tier.prompt_over)}`, ...priceCells(tier), '', '']),
  ]),
})
