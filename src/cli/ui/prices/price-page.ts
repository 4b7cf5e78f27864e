import type { PriceDocument, PriceRow } from '../../../reports/price.ts'
import type { Flags } from '../../command.ts'
import type { Io } from '../../io.ts'
import { renderFacts } from '../facts.ts'
import { PER_MILLION, PRICES, priceCells } from '../models-table.ts'
import { count } from '../numbers.ts'
import { paint } from '../paint.ts'
import { printData } from '../print.ts'
import { renderTable } from '../table.ts'
import { wrapText } from '../wrap.ts'

export function printPrice(document: PriceDocument, flags: Flags, io: Io): void {
  const records = () => ({
    columns: ['service', 'prompt_over', 'prompt_up_to', ...PER_MILLION, 'rule', 'source', 'price_date', 'hours'],
    rows: document.rates.map((row) => [
      row.service,
      row.prompt_over,
      row.prompt_up_to,
      ...PER_MILLION.map((field) => row[field]),
      row.rule,
      row.source,
      row.price_date,
      row.hours === null ? null : hourWords(row.hours),
    ]),
  })
  if (printData({ document, records, items: document.rates }, flags, io)) return
  const style = paint(io.outColour)
  const [first] = document.rates
  io.out(`${style.bold(document.entry ?? document.name)}\n`)
  io.out(
    renderFacts(
      [
        ['On', document.at],
        ['Holds', spanOf(document)],
        ['Source', [first!.source, first!.price_date].filter((text) => text !== null).join(', ')],
      ],
      style,
    ),
  )
  const isHourly = document.rates.some(({ hours }) => hours !== null)
  io.out(
    renderTable(
      {
        columns: [
          { title: 'Service' },
          { title: 'Prompt' },
          ...(isHourly ? [{ title: 'Hours (UTC)' }] : []),
          ...PRICES.map(({ optional: _, ...column }) => column),
          { title: 'Search', align: 'right', optional: 1 },
        ],
        rows: document.rates.map((row) => [
          row.service,
          promptWords(row),
          ...(isHourly ? [row.hours === null ? 'any' : hourWords(row.hours)] : []),
          ...priceCells(row),
          row.per_web_search,
        ]),
      },
      io.width,
      style,
    ),
  )
  io.out(style.dim('prices in USD per million tokens, of a search each\n\n'))
  for (const rule of new Set(document.rates.map((row) => row.rule))) io.out(wrapText(rule, io.width, '', '  '))
}

function spanOf({ from, until }: PriceDocument): string {
  if (from === null && until === null) return 'always'
  return [from === null ? '' : `from ${from}`, until === null ? '' : `until ${until}`]
    .filter((text) => text !== '')
    .join(' ')
}

function promptWords({ prompt_over: over, prompt_up_to: upTo }: PriceRow): string {
  if (over === null) return upTo === null ? 'any' : `up to ${count(upTo)}`
  return upTo === null ? `over ${count(over)}` : `${count(over)} to ${count(upTo)}`
}

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun', 'Mon']

const hourWords = (hours: NonNullable<PriceRow['hours']>): string =>
  [hours.from, hours.until]
    .map((minute) => {
      const time = [Math.floor((minute % 1440) / 60), minute % 60]
        .map((part) => String(part).padStart(2, '0'))
        .join(':')
      return `${DAYS[Math.floor(minute / 1440)]} ${time}`
    })
    .join(' – ')
