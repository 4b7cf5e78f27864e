import { expect, it, onTestFinished } from 'vitest'
import { dayIn } from '../../src/core/days.ts'
import { localTime, startOfDay } from '../../src/warehouse/queries/local-time.ts'
import { openWarehouse } from '../../src/warehouse/open.ts'

/** DuckDB's own rules were those of 2025 for some of them when this was written. */
const ZONES = [
  'America/Vancouver',
  'America/Edmonton',
  'Africa/Casablanca',
  'Atlantic/Azores',
  'America/Havana',
  'Europe/Berlin',
]

it.each(ZONES)(
  'days of usage are those that the clocks of %s show, and begin when a period of them does',
  async (zone) => {
    const { db, close } = await openWarehouse(':memory:')
    onTestFinished(close)
    const years =
      "select unnest(generate_series(timestamp '2023-06-01', timestamp '2027-02-01', interval 30 minutes)) as moment"
    const result = await db.runAndReadAll(
      `select epoch_ms(moment), strftime((${localTime('moment', zone)})::date, '%Y-%m-%d') from (${years}) where moment >= timestamp '2024-01-01'`,
    )
    const moments = result.getRows().map(([at, day]) => [Number(at), String(day)] as const)
    let before = ''
    for (const [at, day] of moments) {
      expect(day).toBe(dayIn(zone, at))
      if (day === before) continue
      const start = Number(/\d+/.exec(startOfDay(day, zone, 0))![0])
      if (before !== '') expect(start, day).toBe(at)
      before = day
    }
    expect(moments.length).toBeGreaterThan(50_000)
  },
)

it('goes by the rules of DuckDB before there were agents', async () => {
  const { db, close } = await openWarehouse(':memory:')
  onTestFinished(close)
  const sql = `select strftime(${localTime("timestamp '2011-12-30 09:59'", 'Pacific/Apia')}, '%Y-%m-%d'), strftime(${localTime("timestamp '2011-12-30 10:00'", 'Pacific/Apia')}, '%Y-%m-%d')`
  expect((await db.runAndReadAll(sql)).getRows()).toEqual([['2011-12-29', '2011-12-31']])
})
