import type { TokenCounts } from '../../../core/usage.ts'
import { ImpossibleNumber, textOf, tokenCount } from '../../_shared/tokens.ts'
import { utcTime } from '../utc-time.ts'
import { csvRows } from './csv.ts'
import type { CsvRow } from './csv.ts'
import type { EventSink } from './event.ts'
import { dollarsOf } from '../money.ts'

/** docs/formats.md 7.2: columns are known by name; their order and number have changed, and will. */
const NEEDED = [
  'date',
  'model',
  'input (w/ cache write)',
  'input (w/o cache write)',
  'cache read',
  'output tokens',
] as const
const MAY_BE = ['total tokens', 'cost', 'cloud agent id'] as const

type Column = (typeof NEEDED)[number] | (typeof MAY_BE)[number]

/** Of a column of tokens that has no rule yet; it may be billed. */
const LOOKS_LIKE_TOKENS = /\b(tokens?|input|output|cache)\b/

/** `text` has a character for each byte, so that offsets are bytes. */
export function readCsv(text: string, sink: EventSink): void {
  const rows = csvRows(text, text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0)
  const header = rows.next().value as CsvRow | undefined
  const names = (header?.cells ?? []).map((name) => name.toLowerCase().replace(/\s+/g, ' '))
  for (const name of NEEDED) {
    if (!names.includes(name)) throw new Error(`not a usage export: it has no column "${name}"`)
  }
  const known = new Set<string>([...NEEDED, ...MAY_BE])
  const columns: Columns = {
    count: names.length,
    places: new Map(names.map((name) => [name, names.indexOf(name)])),
    unknown: names.filter((name) => LOOKS_LIKE_TOKENS.test(name) && !known.has(name)),
  }
  for (const row of rows) takeRow(row, columns, sink)
}

const BYTE_ORDER_MARK = '\u00ef\u00bb\u00bf'

interface Columns {
  readonly count: number
  readonly places: ReadonlyMap<string, number>
  readonly unknown: readonly string[]
}

function takeRow(row: CsvRow, { count, places, unknown }: Columns, sink: EventSink): void {
  const { offset, cells } = row
  if (row.torn || cells.length !== count) {
    const detail = row.torn ? 'a quote is not closed' : `${cells.length} columns of ${count}`
    return sink.problem({ kind: 'bad-line', offset, detail })
  }
  const cell = (name: string): string => cells[places.get(name) ?? -1] ?? ''
  const time = utcTime(cell('date'))
  if (time === null) return sink.problem({ kind: 'quarantined', offset, detail: `Date is "${cell('date')}"` })
  try {
    const { counts, total, sum } = countsOf(cell)
    const partial = total !== null && total !== sum
    if (partial) {
      const detail = `Total Tokens is ${total}, and its parts add up to ${sum}`
      sink.problem({ kind: 'note', offset, detail })
    }
    for (const name of unknown) {
      if (Number(cell(name).replaceAll(',', '')) > 0)
        sink.problem({ kind: 'note', offset, detail: `unrecognised column "${name}"` })
    }
    sink.event({
      time,
      model: utf8(cell('model')) || 'unknown',
      counts,
      session: textOf(cell('cloud agent id')),
      recordedCost: dollarsOf(cell('cost')),
      partial,
      offset,
    })
  } catch (error) {
    if (!(error instanceof ImpossibleNumber)) throw error
    sink.problem({ kind: 'quarantined', offset, detail: error.message })
  }
}

/**
 * The four columns are disjoint, as seen in a published row: 28342 + 775 + 105891 + 21282 = 156290. Where the total
 * shows that what was written to the cache is given with the rest of the input, the rest is taken off.
 */
function countsOf(cell: (name: Column) => string): { counts: TokenCounts; total: number | null; sum: number } {
  const number = (name: Column): number => tokenCount(numberOf(cell(name)), name)
  const written = number('input (w/ cache write)')
  const input = number('input (w/o cache write)')
  const cacheRead = number('cache read')
  const output = number('output tokens')
  const total = cell('total tokens') === '' ? null : number('total tokens')
  const sum = written + input + cacheRead + output
  const counts = { input, output, cacheRead, cacheWrite5m: written, cacheWrite1h: 0 }
  if (total === null || total === sum || total !== sum - input || input > written) return { counts, total, sum }
  return { counts: { ...counts, cacheWrite5m: written - input }, total, sum: total }
}

/** Of an impossible number its text, which is refused by name. */
function numberOf(text: string): unknown {
  if (text === '' || text === '-') return null
  return /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text) ? Number(text) : text
}

const utf8 = (text: string): string => Buffer.from(text, 'latin1').toString('utf8')
