import { messageOf, RimuruError } from '../../core/errors.ts'
import { explainOutside } from '../../platform/outside-errors.ts'
import type { Io } from '../io.ts'
import { paint } from './paint.ts'
import { printableLines } from './printable.ts'

/** What happened, where, and what to do; the cause chain only when asked for. */
export function printError(thrown: unknown, io: Io, debug: boolean): void {
  const error = explainOutside(thrown)
  const style = paint(io.errColour)
  const code = error instanceof RimuruError ? ` ${error.code}` : ''
  const where = error instanceof RimuruError && error.where ? ` (${error.where})` : ''
  io.note(`${style.red(`error${code}`)}: ${printableLines(messageOf(error) + where)}\n`)
  if (error instanceof RimuruError && error.hint) io.note(`${style.dim(`  ${printableLines(error.hint)}`)}\n`)
  if (debug) {
    for (let cause = error; cause instanceof Error; cause = cause.cause)
      io.note(`${style.dim(cause.stack ?? cause.message)}\n`)
  } else if (!(error instanceof RimuruError))
    io.note(`${style.dim('  this is a mistake in Rimuru; --debug shows where')}\n`)
}
