import type { DuckDBConnection } from '../duckdb.ts'
import { parseMoney } from '../../core/money.ts'
import type { Meter } from '../../core/usage.ts'
import { isSession } from './session-family.ts'
import type { SessionName } from './session-family.ts'

/** What the agent keeps of a session besides tokens. Sources that keep the same figure are not added up: the highest counts. */
export async function querySessionMeters(
  db: DuckDBConnection,
  roots: readonly number[],
  session: SessionName,
): Promise<Meter[]> {
  const result = await db.runAndReadAll(`
    select t.meters from session_fact t join file f using (file_id) join session_info i using (session_id)
    where t.meters is not null and f.root_id in (${roots.join(', ')}) and ${isSession(session)}`)
  const highest = new Map<string, string>()
  for (const [text] of result.getRows()) {
    for (const { unit, amount } of JSON.parse(String(text)) as Meter[]) {
      if (valueOf(amount) >= valueOf(highest.get(unit))) highest.set(unit, amount)
    }
  }
  return [...highest].map(([unit, amount]) => ({ unit, amount })).sort((a, b) => (a.unit < b.unit ? -1 : 1))
}

/** Any decimal text can be compared like an amount of money. */
const valueOf = (amount: string | undefined): bigint => parseMoney(amount ?? '') ?? -1n
