import type { DuckDBConnection } from '../duckdb.ts'
import type { DuckDBValue } from '../duckdb-values.ts'
import type { ServiceTier, Sku, Speed } from '../../core/usage.ts'
import { textOrNull } from '../values.ts'
import type { Calendar } from './group-keys.ts'
import { groupingOf } from './grouping.ts'

/** Each kind of request in a report. */
export async function querySkus(db: DuckDBConnection): Promise<Sku[]> {
  const rows = await db.runAndReadAll(
    'select provider, model, tier, speed, geo from sku semi join scoped using (sku_id) order by all',
  )
  return rows.getRows().map(skuOf)
}

/** The same, by the days on which there were such requests. */
export async function querySkusByDay(
  db: DuckDBConnection,
  calendar: Calendar,
): Promise<{ readonly day: string; readonly sku: Sku }[]> {
  const { expression, nameOf } = groupingOf('day', calendar)
  const rows = await db.runAndReadAll(`
    select * replace (${nameOf('day')} as day) from (
      select distinct k.provider, k.model, k.tier, k.speed, k.geo, ${expression} as day
      from scoped e join sku k using (sku_id)
    ) order by all`)
  return rows.getRows().map((row) => ({ sku: skuOf(row), day: String(row[5]) }))
}

/** Of a row that begins with these. */
export const skuOf = ([provider, model, tier, speed, geo]: readonly DuckDBValue[]): Sku => ({
  provider: textOrNull(provider),
  model: String(model),
  tier: String(tier) as ServiceTier,
  speed: String(speed) as Speed,
  geo: textOrNull(geo),
})
