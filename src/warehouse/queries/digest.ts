import type { DuckDBConnection } from '../duckdb.ts'

/** The same for the same requests, whatever files they were read from and in whatever order. */
export async function queryDigest(db: DuckDBConnection): Promise<string> {
  const rows = await db.runAndReadAll(`
    select count(*), coalesce(bit_xor(md5_number(concat_ws(chr(31), s.agent, s.name, e.identity, e.variant, e.part,
      k.provider, k.model, k.tier, k.speed, k.geo, epoch_us(e.happened_at), e.input, e.output, e.cache_read,
      e.cache_write_5m, e.cache_write_1h, e.web_searches, e.recorded_cost)))::varchar, '0')
    from scoped e join session s using (session_id) join sku k using (sku_id)`)
  const [count, mixed] = rows.getRows()[0] ?? []
  return `${String(count)} ${String(mixed)}`
}
