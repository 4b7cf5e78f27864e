import type { PriceSource, PricesDocument } from '../../../pipeline/prices/overview.ts'
import type { Flags } from '../../command.ts'
import type { Io } from '../../io.ts'
import { renderFacts } from '../facts.ts'
import { count, plural } from '../numbers.ts'
import { paint } from '../paint.ts'
import { printData } from '../print.ts'
import { renderTable } from '../table.ts'
import { wrapText } from '../wrap.ts'

export function printOverview(document: PricesDocument, place: string | null, flags: Flags, io: Io): void {
  const records = () => ({
    columns: ['name', 'url', 'file', 'fetched_at', 'sha256', 'prices'],
    rows: document.sources.map((source) => [
      source.name,
      source.url ?? null,
      source.file ?? null,
      source.fetched_at,
      source.sha256,
      source.prices,
    ]),
  })
  if (printData({ document, records, items: document.sources }, flags, io)) return
  const style = paint(io.outColour)
  const { overrides, aliases, discounts } = document.rules
  const rules = [
    ...(overrides > 0 ? [plural(overrides, 'override')] : []),
    ...(aliases > 0 ? [plural(aliases, 'alias', 'aliases')] : []),
    ...(discounts > 0 ? [plural(discounts, 'discount')] : []),
  ]
  io.out(
    renderFacts(
      [
        ['Lock', document.lock ?? 'none: the prices that come with the program count'],
        ['Prices', `${count(document.prices)}, of ${plural(document.models, 'model')}`],
        ['Config', rules.join(', ') || 'nothing over them'],
      ],
      style,
    ),
  )
  io.out(`\n${renderTable({ columns: COLUMNS, rows: document.sources.map(rowOf) }, io.width, style)}`)
  io.out(`\n${style.bold('A sync asks')}\n`)
  const width = Math.max(...document.providers.map(({ name }) => name.length))
  for (const { name, about } of document.providers)
    io.out(wrapText(about, io.width, `  ${name.padEnd(width)}  `, ' '.repeat(width + 4)))
  if (document.lock === null && place !== null) io.note(`rimuru prices sync writes ${place}\n`)
}

const COLUMNS = [
  { title: 'Source', shrink: 'end' as const, least: 20 },
  { title: 'Prices', align: 'right' as const },
  { title: 'Fetched', optional: 4 },
  { title: 'From', shrink: 'start' as const, optional: 1 },
  { title: 'sha256', optional: 5 },
]

const rowOf = (source: PriceSource): string[] => [
  source.name,
  count(source.prices),
  source.fetched_at.slice(0, 16).replace('T', ' '),
  source.url ?? source.file ?? '–',
  `${source.sha256.slice(0, 12)}…`,
]
