import { RimuruError } from '../../core/errors.ts'
import type { Cell, QueryResult } from '../../warehouse/read-only.ts'
import type { Io } from '../io.ts'
import { csvLine, toMarkdown, toNdjson } from './formats.ts'
import { paint } from './paint.ts'
import { renderTable } from './table.ts'

type Row = readonly Cell[]

/** Letters. What is smaller is printed whole or not at all, and a reader that takes its time keeps nobody from the warehouse. */
const HELD = 32_000_000

/** Letters that a table may have, whose columns are as wide as the widest of their cells. */
const MOST = 200_000_000

export function printResult(result: QueryResult, format: string, io: Io): Promise<void> {
  if (format === 'json') return stream(result, jsonWriter(result.columns), io)
  if (format === 'csv') return stream(result, csvWriter(result.columns), io)
  if (format === 'ndjson') return stream(result, ndjsonWriter(result.columns), io)
  return printWhole(result, format === 'md' ? toMarkdown : tableFor(io), io)
}

interface Writer {
  readonly start: string
  row(row: Row): string
  end(): string
}

async function stream({ batches }: QueryResult, writer: Writer, io: Io): Promise<void> {
  let held: string[] = [writer.start]
  let letters = 0
  const release = (): void => {
    for (const piece of held) io.out(piece)
    held = []
  }
  for await (const rows of batches) {
    for (const row of rows) {
      const piece = writer.row(row)
      letters += piece.length
      held.push(piece)
    }
    if (letters <= HELD) continue
    release()
    await io.flushed()
    if (io.isClosed()) return
  }
  held.push(writer.end())
  release()
}

const csvWriter = (columns: readonly string[]): Writer => ({ start: csvLine(columns), row: csvLine, end: () => '' })

const ndjsonWriter = (columns: readonly string[]): Writer => ({
  start: '',
  row: (row) => toNdjson({ columns, rows: [row] }),
  end: () => '',
})

/** As `toJson` would write all of it. */
function jsonWriter(columns: readonly string[]): Writer {
  const empty = JSON.stringify({ schema_version: 1, kind: 'sql', columns, rows: [] }, null, 2)
  let count = 0
  return {
    start: empty.slice(0, empty.lastIndexOf(']')),
    row: (row) => `${count++ === 0 ? '' : ','}\n    ${JSON.stringify(row, null, 2).replaceAll('\n', '\n    ')}`,
    end: () => `${count === 0 ? '' : '\n  '}]\n}\n`,
  }
}

async function printWhole({ columns, batches }: QueryResult, render: Render, io: Io): Promise<void> {
  const rows: Row[] = []
  const widths = columns.map((column) => column.length)
  for await (const batch of batches) {
    for (const row of batch) {
      rows.push(row)
      for (const [i, value] of row.entries()) widths[i] = Math.max(widths[i]!, String(value).length)
    }
    if (rows.length * widths.reduce((sum, width) => sum + width + 2, 0) > MOST) {
      throw new RimuruError('E7001', 'the result is too large for a table', {
        hint: 'ask for fewer rows, such as with limit 1000, or give --format csv, json or ndjson',
      })
    }
  }
  io.out(render({ columns, rows }))
}

type Render = (result: { readonly columns: readonly string[]; readonly rows: readonly Row[] }) => string

const tableFor =
  (io: Io): Render =>
  ({ columns, rows }) => {
    const isNumber = (i: number): boolean => rows.every((row) => row[i] === null || typeof row[i] === 'number')
    return renderTable(
      {
        columns: columns.map((title, i) => ({ title, align: isNumber(i) ? 'right' : 'left' })),
        rows: rows.map((row) => row.map((value) => String(value ?? '–'))),
      },
      null,
      paint(io.outColour),
    )
  }
