import { syncDocument } from '../../../pipeline/prices/documents.ts'
import type { SyncDocument } from '../../../pipeline/prices/documents.ts'
import type { PriceSync } from '../../../pipeline/prices/sync.ts'
import type { Flags } from '../../command.ts'
import type { Io } from '../../io.ts'
import { plural } from '../numbers.ts'
import { paint } from '../paint.ts'
import { printData } from '../print.ts'
import { printAsked } from './asked-list.ts'
import { changeWords } from './change-words.ts'
import { printChanges, printOtherwise, printRefusals } from './changes-table.ts'

export function printSync(sync: PriceSync, dryRun: boolean, flags: Flags, io: Io): void {
  const document = syncDocument(sync, dryRun)
  const records = () => ({
    columns: ['kind', 'provider', 'model', 'usd_per_mtok', 'valid_from', 'source'],
    rows: document.changes.map((change) => [
      change.kind,
      change.provider,
      change.model,
      changeWords(change),
      change.after?.valid_from ?? null,
      change.after?.source ?? null,
    ]),
  })
  if (printData({ document, records, items: document.changes }, flags, io)) return
  const style = paint(io.outColour)
  printAsked(document.asked, io, style)
  io.out('\n')
  printChanges(document.changes, io, style)
  printRefusals(document.refused, io, style)
  printOtherwise(document.otherwise, io, style)
  io.out(`${summary(sync, document)}\n`)
}

function summary({ isNew, changed }: PriceSync, { changes, lock, dry_run: dryRun }: SyncDocument): string {
  const of = (...kinds: readonly string[]): number => changes.filter(({ kind }) => kinds.includes(kind)).length
  const what = `${plural(of('new'), 'new price')}, ${of('changed', 'alias')} changed`
  if (!changed) return `Nothing has changed: ${lock} stays as it is`
  const start = isNew ? ', on top of those that come with the program' : ''
  return dryRun ? `${what}${start}; nothing was written to ${lock}` : `${what}${start}, written to ${lock}`
}
