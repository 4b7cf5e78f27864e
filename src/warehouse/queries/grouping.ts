import type { DuckDBConnection } from '../duckdb.ts'
import type { Calendar, GroupKey } from './group-keys.ts'
import { localTime } from './local-time.ts'

export interface Grouping {
  /** Over an entry `e`. */
  readonly expression: string
  readonly join?: string
  /** What the groups of these values are called: texts are made of groups, which are few, and not of each entry. */
  nameOf(value: string): string
}

/** By their place in order: two agents may have sessions of one name, which stay two. */
const SESSIONS = 'select session_id, name, row_number() over (order by name, agent) as place from session'
const FILE = 'join file f on f.file_id = e.file_id'

/** What a key groups by, as SQL. */
export function groupingOf(key: GroupKey, calendar: Calendar): Grouping {
  const day = localDay(calendar.timezone)
  switch (key) {
    case 'day':
      return { expression: day, nameOf: dayName }
    case 'week':
      return {
        expression: `${day} - ((isodow(${day}) - ${calendar.weekStart} + 7) % 7)::integer`,
        nameOf: dayName,
      }
    case 'month':
      return month(day, calendar.monthStart)
    case 'block':
      return {
        expression: 'b.starts_at',
        nameOf: (start) => `strftime(${start}, '%Y-%m-%dT%H:%M:%SZ')`,
        join: 'join block b on e.happened_at >= b.starts_at and e.happened_at < b.ends_at',
      }
    case 'agent':
      return named('o.agent', 'join root o on o.root_id = e.root_id')
    case 'model':
      return named('k.model', 'join sku k on k.sku_id = e.sku_id')
    case 'project':
      return named('p.project', 'left join place p on p.place_id = e.place_id')
    case 'branch':
      return named('h.name', 'left join branch h on h.branch_id = e.branch_id')
    case 'session':
      return {
        expression: 's.place',
        nameOf: (place) => `(select name from (${SESSIONS}) where place = ${place})`,
        join: `join (${SESSIONS}) s on s.session_id = e.session_id`,
      }
    case 'host':
      return named('f.host', FILE)
    case 'user':
      return named('f.username', FILE)
  }
}

const named = (expression: string, join: string): Grouping => ({ expression, join, nameOf: (name) => name })

/** A billing month that begins on the 7th is named by its first day. */
const month = (day: string, start: number): Grouping =>
  start === 1
    ? { expression: `date_trunc('month', ${day})`, nameOf: (first) => `strftime(${first}, '%Y-%m')` }
    : { expression: `date_trunc('month', ${day} - ${start - 1})::date + ${start - 1}`, nameOf: dayName }

const dayName = (day: string): string => `strftime(${day}, '%Y-%m-%d')`

const localDay = (timezone: string): string => `(${localTime('e.happened_at', timezone)})::date`

const BLOCK = 5 * 3_600_000

/**
 * Five-hour blocks as the providers' rolling limits count them: a block begins at the full hour of its first request, the
 * next one at that of the first request after it. They do not depend on the period of a report.
 */
export async function createBlocks(db: DuckDBConnection): Promise<void> {
  const hours = await db.runAndReadAll(`
    select distinct epoch_ms(date_trunc('hour', happened_at)) from scoped_ever order by 1`)
  const starts: number[] = []
  for (const [hour] of hours.getRows()) {
    if (Number(hour) >= (starts.at(-1) ?? -Infinity) + BLOCK) starts.push(Number(hour))
  }
  await db.run('create or replace temp table block (starts_at timestamp, ends_at timestamp)')
  if (starts.length === 0) return
  const values = starts.map((start) => `(epoch_ms(${start}), epoch_ms(${start + BLOCK}))`)
  await db.run(`insert into block values ${values.join(', ')}`)
}
