import type { Check, CheckStatus } from '../../core/checks.ts'
import type { DoctorDocument } from '../../reports/doctor.ts'
import type { Flags } from '../command.ts'
import type { Io } from '../io.ts'
import { plural } from './numbers.ts'
import { paint } from './paint.ts'
import type { Paint } from './paint.ts'
import { printable } from './printable.ts'
import { printData } from './print.ts'
import { wrapText } from './wrap.ts'

export function printDoctor(document: DoctorDocument, flags: Flags, io: Io): void {
  if (printData({ document, records: () => recordsOf(document.checks), items: document.checks }, flags, io)) return
  const style = paint(io.outColour)
  const width = Math.max(...document.checks.map(({ name }) => name.length))
  for (const [section, checks] of Map.groupBy(document.checks, (check) => check.section)) {
    io.out(`${style.bold(section)}\n${checks.map((check) => render(check, width, io.width, style)).join('')}\n`)
  }
  io.out(`${summary(document, style)}\n`)
}

function render(
  { name, status, detail, hint, items }: Check,
  nameWidth: number,
  width: number | null,
  style: Paint,
): string {
  const head = `  ${marks(style)[status]}  ${printable(name).padEnd(nameWidth)}  `
  const body = wrapText(printable(detail), width, ' '.repeat(nameWidth + 10), ' '.repeat(nameWidth + 10)).trimStart()
  const lines = items.map((item) => wrapText(printable(item), width, INDENT, `${INDENT}  `))
  const advice = hint === null ? '' : wrapText(`-> ${hint}`, width, INDENT, `${INDENT}   `)
  return `${head}${body}${style.dim(lines.join(''))}${style.cyan(advice)}`
}

const INDENT = ' '.repeat(8)

const marks = (style: Paint): Record<CheckStatus, string> => ({
  ok: style.green('ok  '),
  warn: style.yellow('warn'),
  fail: style.red('fail'),
})

function summary({ counts }: DoctorDocument, style: Paint): string {
  if (counts.fail > 0)
    return style.red(
      `${plural(counts.fail, 'failure')}, ${plural(counts.warn, 'warning')}: runs fail until this is put right`,
    )
  if (counts.warn > 0) return style.yellow(`${plural(counts.warn, 'warning')}: a number may be wrong or incomplete`)
  return style.green('Everything is in order.')
}

const recordsOf = (checks: readonly Check[]) => ({
  columns: ['section', 'name', 'status', 'detail', 'hint', 'items'],
  rows: checks.map(({ section, name, status, detail, hint, items }) => [
    section,
    name,
    status,
    detail,
    hint,
    items.join('; '),
  ]),
})
