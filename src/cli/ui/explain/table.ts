import { stripVTControlCharacters } from 'node:util'
import { formatMoney, parseMoney } from '../../../core/money.ts'
import type { ExplainedRecord } from '../../../warehouse/queries/explain.ts'
import type { Flags } from '../../command.ts'
import type { Io } from '../../io.ts'
import { noData } from '../no-data.ts'
import type { LookedAt } from '../../../pipeline/discover.ts'
import { costText, count, dollars, plural } from '../numbers.ts'
import { paint } from '../paint.ts'
import type { Paint } from '../paint.ts'
import { printable } from '../printable.ts'
import { qualityLine } from '../quality-line.ts'
import { renderTable } from '../table.ts'
import type { TableColumn } from '../table.ts'
import { textWidth } from '../text-width.ts'
import { wrapText } from '../wrap.ts'
import type { ExplainHead, ExplainWriter } from './writer.ts'

/** More is not read on a screen; every record is in the other formats. */
const MOST = 200

/** The dearest requests in order of time, the rates they were priced with, and what was left out. */
export function tableWriter(head: ExplainHead, sources: readonly LookedAt[], flags: Flags, io: Io): ExplainWriter {
  let shown: { record: ExplainedRecord; cost: bigint; order: number }[] = []
  let seen = 0
  let rest = 0n
  return {
    record(record) {
      const cost = parseMoney(record.cost_usd ?? '0') ?? 0n
      shown.push({ record, cost, order: seen })
      seen += 1
      // Thinned out now and then, so that memory stays bounded.
      if (shown.length >= MOST * 8) rest += thin()
    },
    end() {
      if (seen === 0) return noData(sources, head, flags, io)
      rest += thin()
      const records = shown.sort((a, b) => a.order - b.order).map(({ record }) => record)
      print(head, records, seen - records.length, rest, io)
    },
  }

  function thin(): bigint {
    const sorted = shown.toSorted((a, b) => (a.cost === b.cost ? a.order - b.order : a.cost > b.cost ? -1 : 1))
    const dropped = sorted.slice(MOST)
    shown = sorted.slice(0, MOST)
    return dropped.reduce((sum, { cost }) => sum + cost, 0n)
  }
}

const COLUMNS: readonly TableColumn[] = [
  { title: 'Time (UTC)' },
  { title: 'Model', shrink: 'end', least: 10 },
  { title: 'Input', align: 'right' },
  { title: 'Output', align: 'right' },
  { title: 'Write 5m', align: 'right', optional: 1 },
  { title: 'Write 1h', align: 'right', optional: 1 },
  { title: 'Read', align: 'right' },
  { title: 'Rate', align: 'right' },
  { title: 'Cost', align: 'right' },
  { title: 'Request', shrink: 'end', optional: 2 },
  { title: 'Record at', shrink: 'start', optional: 3 },
]

function print(head: ExplainHead, records: readonly ExplainedRecord[], more: number, rest: bigint, io: Io): void {
  const style = paint(io.outColour)
  const rates = new Map<string, { number: number; record: ExplainedRecord }>()
  const rows = records.map((record) => {
    const key = `${record.rule}\n${JSON.stringify(record.rates)}`
    const rate = rates.get(key) ?? { number: rates.size + 1, record }
    rates.set(key, rate)
    return rowOf(record, rate.number)
  })
  const footer = ['Total', '', ...figuresOf(head), '', costText(head.totals), '', '']
  const unpriced = head.totals.unpriced_requests - unpricedIn(records)
  const othersCost = costText({ cost_usd: formatMoney(rest), unpriced_requests: unpriced })
  const others = more === 0 ? [] : [[`${count(more)} more`, '', '', '', '', '', '', '', othersCost, '', '']]
  io.out(renderTable({ columns: COLUMNS, rows: [...rows, ...others], footer }, io.width, style))
  io.out(`\n${style.bold('Rates, in dollars per million tokens')}\n`)
  const rateRows = [...rates.values()].map(({ number, record }) => rateRow(number, record))
  io.out(renderRates(rateRows, io.width, style))
  if (head.left_out.length > 0) {
    io.out(`\n${style.bold('Left out')}\n`)
    for (const { reason, count: times, detail } of head.left_out) {
      io.out(`  ${times > 0 ? `${count(times)} × ` : ''}${reason}: ${style.dim(printable(detail))}\n`)
    }
  }
  if (more > 0)
    io.note(`The ${plural(records.length, 'dearest request')} shown; --json and --format csv have every one.\n`)
  io.out(`\n${qualityLine(head.quality, head.prices, style, io.width)}`)
}

const unpricedIn = (records: readonly ExplainedRecord[]): number =>
  records.reduce((sum, { cost_usd: cost, requests }) => (cost === null ? sum + requests : sum), 0)

const rowOf = (record: ExplainedRecord, rate: number): string[] => [
  record.time.slice(0, 19).replace('T', ' '),
  record.model,
  count(record.input_tokens),
  count(record.output_tokens),
  count(record.cache_write_5m_tokens),
  count(record.cache_write_1h_tokens),
  count(record.cache_read_tokens),
  `[${rate}]`,
  record.cost_usd === null ? 'unpriced' : dollars(record.cost_usd),
  record.identity,
  `${record.file}:${record.offset}`,
]

const figuresOf = ({ totals }: ExplainHead): string[] => [
  count(totals.input_tokens),
  count(totals.output_tokens),
  count(totals.cache_write_5m_tokens),
  count(totals.cache_write_1h_tokens),
  count(totals.cache_read_tokens),
]

const RATE_COLUMNS: readonly TableColumn[] = [
  { title: 'Rate', align: 'right' },
  ...['Input', 'Output', 'Write 5m', 'Write 1h', 'Read', 'Search'].map((title) => ({ title, align: 'right' as const })),
]
const WORDS: readonly TableColumn[] = [{ title: 'Source' }, { title: 'Rule' }]

/** A rule is not cut: where there is no room beside the figures, it follows below them. */
function renderRates(rows: readonly string[][], width: number | null, style: Paint): string {
  const table = renderTable({ columns: [...RATE_COLUMNS, ...WORDS], rows }, null, style)
  if (width === null || table.split('\n').every((line) => textWidth(stripVTControlCharacters(line)) <= width))
    return table
  const figures = rows.map((row) => row.slice(0, RATE_COLUMNS.length))
  const words = rows.map((row) => {
    const [source, rule] = row.slice(RATE_COLUMNS.length)
    return wrapText(`${row[0]} ${rule} (${source})`, width, '', '    ')
  })
  return renderTable({ columns: RATE_COLUMNS, rows: figures }, width, style) + words.join('')
}

function rateRow(number: number, record: ExplainedRecord): string[] {
  const { rates } = record
  const figures = rates
    ? [rates.input, rates.output, rates.cache_write_5m, rates.cache_write_1h, rates.cache_read].map(perMillion)
    : ['–', '–', '–', '–', '–']
  const source = [record.price_source, record.price_date].filter((text) => text !== null).join(', ')
  return [`[${number}]`, ...figures, rates ? rates.web_search : '–', source || '–', record.rule]
}

const perMillion = (rate: string): string => formatMoney((parseMoney(rate) ?? 0n) * 1_000_000n)
