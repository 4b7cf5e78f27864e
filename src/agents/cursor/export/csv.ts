export interface CsvRow {
  readonly cells: readonly string[]
  /** Where it begins in the text. */
  readonly offset: number
  /** A quote was opened and not closed. */
  readonly torn: boolean
}

/** RFC 4180, with either line end. Rows without anything in them are passed over. */
export function* csvRows(text: string, from: number): Generator<CsvRow> {
  let at = from
  while (at < text.length) {
    const offset = at
    const cells: string[] = []
    let torn = false
    for (;;) {
      const cell = text[at] === '"' ? quotedCell(text, at) : plainCell(text, at)
      cells.push(cell.value)
      torn ||= cell.torn
      at = cell.end
      if (text[at] !== ',') break
      at += 1
    }
    if (text[at] === '\r') at += 1
    if (text[at] === '\n') at += 1
    if (cells.length > 1 || cells[0] !== '') yield { cells, offset, torn }
  }
}

interface Cell {
  readonly value: string
  readonly end: number
  readonly torn: boolean
}

function plainCell(text: string, from: number): Cell {
  let end = from
  while (end < text.length && !isEnd(text[end]!)) end += 1
  return { value: text.slice(from, end).trim(), end, torn: false }
}

/** What follows the closing quote up to the next comma is kept: nothing is lost of a file that quotes badly. */
function quotedCell(text: string, from: number): Cell {
  let value = ''
  let at = from + 1
  for (;;) {
    const quote = text.indexOf('"', at)
    if (quote === -1) return { value: value + text.slice(at), end: text.length, torn: true }
    value += text.slice(at, quote)
    at = quote + 1
    if (text[at] !== '"') break
    value += '"'
    at += 1
  }
  const rest = plainCell(text, at)
  return { value: value.trim() + rest.value, end: rest.end, torn: false }
}

const isEnd = (character: string): boolean => character === ',' || character === '\n' || character === '\r'
