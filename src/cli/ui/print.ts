import type { Flags } from '../command.ts'
import type { Io } from '../io.ts'
import { toCsv, toJson, toMarkdown, toNdjson } from './formats.ts'
import type { Records } from './formats.ts'

export interface Printable {
  readonly document: unknown
  readonly records: () => Records
  /** The lines of ndjson, where they hold more than cells can. */
  readonly items?: readonly unknown[]
}

/** Prints what a program reads, and says whether that was asked for. */
export function printData({ document, records, items }: Printable, flags: Flags, io: Io): boolean {
  const format = flags.json ? 'json' : (flags.format ?? 'table')
  if (format === 'table') return false
  if (format === 'json') io.out(toJson(document))
  else if (format === 'csv') io.out(toCsv(records()))
  else if (format === 'md') io.out(toMarkdown(records()))
  else if (items) io.out(items.map((item) => `${JSON.stringify(item)}\n`).join(''))
  else io.out(toNdjson(records()))
  return true
}
