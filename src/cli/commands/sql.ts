import { EXIT, RimuruError } from '../../core/errors.ts'
import { openPrices } from '../../pipeline/prices/open-prices.ts'
import { warehousePath } from '../../platform/places.ts'
import { openForQueries, runQuery } from '../../warehouse/read-only.ts'
import type { Invocation } from '../command.ts'
import { settingsOf } from '../reading.ts'
import { toCsv, toJson, toMarkdown, toNdjson } from '../ui/formats.ts'
import { paint } from '../ui/paint.ts'
import { renderTable } from '../ui/table.ts'

export async function run(invocation: Invocation): Promise<number> {
  const { flags, io, env, signal } = invocation
  const query = String(flags.query)
  if (query.trim() === '')
    throw new RimuruError('E7001', 'the query is empty', { hint: 'for example rimuru sql "from usage limit 5"' })
  const { pricing } = await settingsOf(invocation)
  const warehouse = await openForQueries(warehousePath(env), await openPrices(pricing), pricing.cost, {
    signal,
  })
  try {
    const result = await runQuery(warehouse.db, query)
    const format = flags.json ? 'json' : (flags.format ?? 'table')
    if (format === 'json') io.out(toJson({ schema_version: 1, kind: 'sql', ...result }))
    else if (format === 'csv') io.out(toCsv(result))
    else if (format === 'md') io.out(toMarkdown(result))
    else if (format === 'ndjson') io.out(toNdjson(result))
    else {
      const isNumber = (i: number): boolean => result.rows.every((row) => row[i] === null || typeof row[i] === 'number')
      const columns = result.columns.map((title, i) => ({
        title,
        align: isNumber(i) ? ('right' as const) : ('left' as const),
      }))
      const rows = result.rows.map((row) => row.map((value) => String(value ?? '–')))
      io.out(renderTable({ columns, rows }, null, paint(io.outColour)))
    }
    return EXIT.ok
  } finally {
    warehouse.close()
  }
}
