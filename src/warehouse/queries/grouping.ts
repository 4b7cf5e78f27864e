import type { DuckDBConnection } from '../duckdb.ts'
import type { Calendar, GroupKey } from './group-keys.ts'
import { localTime } from './local-time.ts'

interface Grouping {
  readonly expression: string
  readonly join?: string
}

const SESSION = 'join session s on s.session_id = e.session_id'
const FILE = 'join file f on f.file_id = e.file_id'

/** What a key groups by, as SQL over an entry `e`. */
export function groupingOf(key: GroupKey, calendar: Calendar): Grouping {
  const day = localDay(calendar.timezone)
  switch (key) {
    case 'day':
      return { expression: `strftime(${day}, '%Y-%m-%d')` }
    case 'week':
      return {
        expression: `strftime(${day} - ((isodow(${day}) - ${calendar.weekStart} + 7) % 7)::integer, '%Y-%m-%d')`,
      }
    case 'month':
      return { expression: month(day, calendar.monthStart) }
    case 'block':
      return {
        expression: `strftime(b.starts_at, '%Y-%m-%dT%H:%M:%SZ')`,
        join: 'join block b on e.happened_at >= b.starts_at and e.happened_at < b.ends_at',
      }
    case 'agent':
      return { expression: 'o.agent', join: 'join root o on o.root_id = e.root_id' }
    case 'model':
      return { expression: 'k.model', join: 'join sku k on k.sku_id = e.sku_id' }
    case 'project':
      return { expression: 'p.project', join: 'left join place p on p.place_id = e.place_id' }
    case 'branch':
      return { expression: 'h.name', join: 'left join branch h on h.branch_id = e.branch_id' }
    case 'session':
      return { expression: 's.name', join: SESSION }
    case 'host':
      return { expression: 'f.host', join: FILE }
    case 'user':
      return { expression: 'f.username', join: FILE }
  }
}

/** A billing month that begins on the 7th is named by its first day. */
const month = (day: string, start: number): string =>
  start === 1
    ? `strftime(${day}, '%Y-%m')`
    : `strftime(date_trunc('month', ${day} - ${start - 1})::date + ${start - 1}, '%Y-%m-%d')`

const localDay = (timezone: string): string => `(${localTime('e.happened_at', timezone)})::date`

const HOUR = 3_600_000
const BLOCK = 5 * HOUR

/**
 * Five-hour blocks as the providers' rolling limits count them: a block begins at the full hour of its first request and
 * a new one after five hours, or after five hours without any. They do not depend on the period of a report.
 */
export async function createBlocks(db: DuckDBConnection): Promise<void> {
  const hours = await db.runAndReadAll(`
    select epoch_ms(min(happened_at)), epoch_ms(max(happened_at)) from scoped_ever group by date_trunc('hour', happened_at) order by 1`)
  const starts: number[] = []
  let last = -Infinity
  for (const [first, latest] of hours.getRows()) {
    const start = starts.at(-1) ?? -Infinity
    if (Number(first) >= start + BLOCK || Number(first) >= last + BLOCK)
      starts.push(Math.floor(Number(first) / HOUR) * HOUR)
    last = Number(latest)
  }
  await db.run('create or replace temp table block (starts_at timestamp, ends_at timestamp)')
  if (starts.length === 0) return
  const values = starts.map((start) => `(epoch_ms(${start}), epoch_ms(${start + BLOCK}))`)
  await db.run(`insert into block values ${values.join(', ')}`)
}
