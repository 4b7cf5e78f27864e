import { formatMoney, parseMoney } from '../../core/money.ts'
import type { Meter } from '../../core/usage.ts'
import type { DuckDBConnection } from '../duckdb.ts'
import { quote } from '../values.ts'
import { startOfDay } from './local-time.ts'
import { filters } from './scope.ts'
import type { Scope } from './scope.ts'

/** A sum of what an agent keeps besides tokens. It is in no dollars of ours. */
export interface AgentMeter {
  readonly agent: string
  readonly unit: string
  readonly amount: string
}

/** What the sessions of a report have come to in its period. A session belongs to no model, so that none asked for has any. */
export async function queryMeters(db: DuckDBConnection, scope: Scope): Promise<AgentMeter[]> {
  const { roots, agents, models, since, until, timezone } = scope
  if (roots.length === 0 || models.length > 0) return []
  const conditions = [
    't.meters is not null',
    `f.root_id in (${roots.join(', ')})`,
    agents.length === 0 ? 'true' : `s.agent in (${agents.map(quote).join(', ')})`,
    ...filters({ ...scope, agents: [], since: null, until: null }).map((condition) => condition.replace(/^e\./, 't.')),
  ]
  const start = since ? `epoch_ms(${startOfDay(since, timezone, 0)})` : 'null'
  const end = until ? `epoch_ms(${startOfDay(until, timezone, 1)})` : 'null'
  const rows = await db.runAndReadAll(`
    select s.agent, t.session_id, coalesce(epoch_ms(t.ended_at), f.mtime::bigint), t.meters, ${start}, ${end}
    from session_fact t join file f using (file_id) join session s using (session_id)
    where ${conditions.join(' and ')}
    order by t.session_id, f.path`)
  const highest = new Map<string, Told>()
  for (const [agent, session, endedAt, text, from, to] of rows.getRows()) {
    for (const meter of JSON.parse(String(text)) as Meter[]) {
      const key = `${String(session)}\0${meter.unit}`
      const known = highest.get(key)
      if (known && valueOf(known.meter.amount) >= valueOf(meter.amount)) continue
      const span = { from: from === null ? -Infinity : Number(from), to: to === null ? Infinity : Number(to) }
      highest.set(key, { agent: String(agent), meter, endedAt: Number(endedAt), ...span })
    }
  }
  return sumsOf([...highest.values()])
}

interface Told {
  readonly agent: string
  readonly meter: Meter
  readonly endedAt: number
  readonly from: number
  readonly to: number
}

function sumsOf(told: readonly Told[]): AgentMeter[] {
  const sums = new Map<string, { agent: string; unit: string; sum: bigint }>()
  for (const { agent, meter, endedAt, from, to } of told) {
    const { unit, amount, times = [[endedAt, amount]] } = meter
    const came = times.filter(([time]) => time >= from && time < to)
    if (came.length === 0) continue
    const key = `${agent}\0${unit}`
    const sum = sums.get(key)?.sum ?? 0n
    sums.set(key, { agent, unit, sum: came.reduce((total, [, part]) => total + valueOf(part), sum) })
  }
  return [...sums]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { agent, unit, sum }]) => ({ agent, unit, amount: formatMoney(sum) }))
}

/** Any decimal text can be summed up like an amount of money. */
const valueOf = (amount: string): bigint => parseMoney(amount) ?? 0n
