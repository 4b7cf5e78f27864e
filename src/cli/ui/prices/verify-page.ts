import type { VerifyDocument } from '../../../pipeline/prices/verify.ts'
import type { Flags } from '../../command.ts'
import type { Io } from '../../io.ts'
import { plural } from '../numbers.ts'
import { paint } from '../paint.ts'
import { printData } from '../print.ts'
import { wrapText } from '../wrap.ts'

export function printVerified(document: VerifyDocument, flags: Flags, io: Io): void {
  const { lock, problems } = document
  const records = () => ({
    columns: ['level', 'where', 'what'],
    rows: problems.map(({ level, where, what }) => [level, where, what]),
  })
  if (printData({ document, records, items: problems }, flags, io)) return
  const style = paint(io.outColour)
  for (const { level, where, what } of problems) {
    const mark = level === 'error' ? style.red('error') : style.yellow('note ')
    io.out(wrapText(`${where === null ? '' : `${where}: `}${what}`, io.width, `${mark}  `, '       '))
  }
  const errors = problems.filter(({ level }) => level === 'error').length
  const notes = problems.length - errors
  const found = [...(errors > 0 ? [plural(errors, 'error')] : []), ...(notes > 0 ? [plural(notes, 'note')] : [])]
  io.out(`${style.bold(lock)}: ${found.join(', ') || 'in order'}\n`)
}
