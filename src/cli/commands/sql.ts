import { EXIT } from '../../core/errors.ts'
import { openPrices } from '../../pipeline/prices/open-prices.ts'
import { warehousePath } from '../../platform/places.ts'
import { emptyQuery, openForQueries, runQuery } from '../../warehouse/read-only.ts'
import type { Invocation } from '../command.ts'
import { settingsOf } from '../reading.ts'
import { printResult } from '../ui/sql-result.ts'
import { tellWaiting } from '../ui/waiting.ts'

export async function run(invocation: Invocation): Promise<number> {
  const { flags, io, env, signal } = invocation
  const query = String(flags.query)
  if (query.trim() === '') throw emptyQuery()
  const { pricing } = await settingsOf(invocation)
  const warehouse = await openForQueries(warehousePath(env), await openPrices(pricing), pricing.cost, {
    signal,
    waiting: tellWaiting(io),
  })
  try {
    const result = await runQuery(warehouse.db, query)
    await printResult(result, flags.json ? 'json' : String(flags.format ?? 'table'), io)
    return EXIT.ok
  } finally {
    warehouse.close()
  }
}
