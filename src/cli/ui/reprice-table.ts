import type { LookedAt } from '../../pipeline/discover.ts'
import type { ComparedFigures } from '../../reports/cost-comparison.ts'
import type { RepriceDocument } from '../../reports/reprice.ts'
import type { Flags } from '../command.ts'
import type { Io } from '../io.ts'
import { COMPARED, comparedCells, COMPARED_FIELDS } from './compared-costs.ts'
import { noData } from './no-data.ts'
import { paint } from './paint.ts'
import { printData } from './print.ts'
import { qualityLine } from './quality-line.ts'
import { renderTable } from './table.ts'

export function printReprice(document: RepriceDocument, sources: readonly LookedAt[], flags: Flags, io: Io): void {
  const records = () => ({
    columns: ['model', ...COMPARED_FIELDS],
    rows: document.models.map((row) => [row.model, ...COMPARED_FIELDS.map((field) => row[field])]),
  })
  if (printData({ document, records, items: document.models }, flags, io)) return
  if (document.models.length === 0) return noData(sources, document, flags, io)
  const style = paint(io.outColour)
  const { model, lock } = document.with
  const row = (name: string, figures: ComparedFigures): string[] => [name, ...comparedCells(figures)]
  io.out(`${style.bold(`All of it with ${model ?? `the prices of ${lock}`}`)}\n`)
  io.out(
    renderTable(
      {
        columns: [{ title: 'Model', shrink: 'end', least: 20 }, ...COMPARED],
        rows: document.models.map((each) => row(each.model, each)),
        footer: row('Total', document.totals),
      },
      io.width,
      style,
    ),
  )
  io.out(`${document.caveat}\n`)
  io.out(qualityLine(document.quality, document.prices, style, io.width))
}
