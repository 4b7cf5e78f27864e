import type { AskedItem, ChangeItem, RefusalItem } from '../../../pipeline/prices/documents.ts'
import type { ComparedFigures, ComparedModel } from '../../../reports/cost-comparison.ts'
import type { PeriodBlock } from '../../../reports/costs.ts'
import type { Flags } from '../../command.ts'
import type { Io } from '../../io.ts'
import { COMPARED, COMPARED_FIELDS, comparedCells } from '../compared-costs.ts'
import { costText, plural } from '../numbers.ts'
import { paint } from '../paint.ts'
import { printData } from '../print.ts'
import { renderTable } from '../table.ts'
import { printAsked } from './asked-list.ts'
import { printChanges, printRefusals } from './changes-table.ts'

export interface PricesDiffDocument {
  readonly schema_version: 1
  readonly kind: 'prices-diff'
  /** The one in force, be it there or not. */
  readonly lock: string | null
  /** The lock that it is compared with; null: what a sync would write. */
  readonly with: { readonly lock: string | null }
  readonly asked: readonly AskedItem[]
  readonly changes: readonly ChangeItem[]
  readonly refused: readonly RefusalItem[]
  readonly period: PeriodBlock
  /** Those whose cost would be another one, had the prices of today held all along. */
  readonly models: readonly ComparedModel[]
  readonly totals: ComparedFigures
}

export function printDiff(document: PricesDiffDocument, flags: Flags, io: Io): void {
  const records = () => ({
    columns: ['model', ...COMPARED_FIELDS],
    rows: document.models.map((row) => [row.model, ...COMPARED_FIELDS.map((field) => row[field])]),
  })
  if (printData({ document, records, items: document.models }, flags, io)) return
  const style = paint(io.outColour)
  const { asked, changes, refused, period, models, totals } = document
  if (asked.length > 0) {
    printAsked(asked, io, style)
    io.out('\n')
  }
  if (changes.length === 0) io.out('No price would change.\n')
  printChanges(changes, io, style)
  printRefusals(refused, io, style)
  const days = `your usage from ${period.since ?? 'the beginning'} to ${period.until ?? 'now'}`
  if (totals.requests === 0)
    return io.out(`\nThere is no usage from ${period.since} to ${period.until} to try it on.\n`)
  if (models.length === 0) {
    return io.out(`\nOn ${days}, ${plural(totals.requests, 'request')}, it changes nothing: ${costText(totals)}\n`)
  }
  io.out(`\n${style.bold(`On ${days}, had these prices held all along`)}\n`)
  const row = (name: string, figures: ComparedFigures): string[] => [name, ...comparedCells(figures)]
  io.out(
    renderTable(
      {
        columns: [{ title: 'Model', shrink: 'end', least: 20 }, ...COMPARED],
        rows: models.map((each) => row(each.model, each)),
        footer: row('Total', totals),
      },
      io.width,
      style,
    ),
  )
}
