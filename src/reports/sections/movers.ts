import { dayCount, monthOf, spanName } from '../../core/calendar.ts'
import type { Span } from '../../core/calendar.ts'
import { addDays } from '../../core/days.ts'
import { formatMoney } from '../../core/money.ts'
import type { Money } from '../../core/money.ts'
import type { ReportRow, ReportSection } from '../../plugin-sdk/types.ts'
import { queryParts } from '../../warehouse/queries/parts.ts'
import type { CostPart } from '../../warehouse/queries/parts.ts'
import type { Calendar } from '../../warehouse/queries/group-keys.ts'
import type { ReportInput } from '../costs.ts'
import { topMovers } from '../digest/movers.ts'
import type { Mover } from '../digest/movers.ts'
import { lastFolder } from '../exported.ts'
import { within } from '../series.ts'
import { table } from './amounts.ts'

export interface Movers {
  readonly section: ReportSection
  /** The largest first. */
  readonly movers: readonly Mover[]
  readonly before: Span
}

/** What a period is compared with: the same weekday a week before, the month before, or as many days before. */
export function periodBefore(period: Span, monthStart: number): Span {
  if (period.since === period.until) return { since: addDays(period.since, -7), until: addDays(period.since, -7) }
  const month = monthOf(period.since, monthStart)
  if (month.since === period.since && month.until === period.until)
    return monthOf(addDays(period.since, -1), monthStart)
  const days = dayCount(period.since, period.until)
  return { since: addDays(period.since, -days), until: addDays(period.since, -1) }
}

/** Which projects cost more or less than before, and whether for more tokens, for dearer ones, or for a new price. */
export async function moversSection(
  input: ReportInput,
  period: Span,
  calendar: Calendar,
  most: number,
): Promise<Movers> {
  const { db, mode } = input
  const before = periodBefore(period, calendar.monthStart)
  const [was = [], is = []] = await within(input, { since: before.since, until: period.until }, () =>
    queryParts(db, 'project', calendar, mode, [before, period]),
  )
  const [wasBy, isBy] = [byName(was), byName(is)]
  const groups = [...new Set([...wasBy.keys(), ...isBy.keys()])].map((name) => ({
    name,
    before: (wasBy.get(name) ?? []).filter(isPriced),
    after: (isBy.get(name) ?? []).filter(isPriced),
  }))
  const movers = topMovers(groups, { most: groups.length, floor: 0n }).map((mover) =>
    withGaps(mover, wasBy.get(mover.name) ?? [], isBy.get(mover.name) ?? []),
  )
  const shown = movers.length <= most + 1 ? movers : [...movers.slice(0, most), rest(movers.slice(most))]
  const section = table({
    id: 'movers',
    title: 'What changed',
    note: noteOf(before, movers),
    columns: [
      { key: 'name', label: 'Project', kind: 'text' },
      { key: 'before_usd', label: 'Before', kind: 'usd' },
      { key: 'after_usd', label: 'Now', kind: 'usd' },
      { key: 'change_usd', label: 'Change', kind: 'usd', signed: true, difference_of: ['after_usd', 'before_usd'] },
      { ...PART, key: 'volume_usd', label: 'From volume', difference_of: ['change_usd', 'mix_usd', 'price_usd'] },
      { ...PART, key: 'mix_usd', label: 'From mix' },
      { ...PART, key: 'price_usd', label: 'From prices' },
      { key: 'reason', label: 'Why', kind: 'text' },
    ],
    rows: shown.map(rowOf),
    totals: movers.length === 0 ? null : rowOf({ ...rest(movers), name: 'Total' }),
  })
  // Without anything before it, all of it is new, which nobody has to be told.
  return { section: was.length === 0 ? { ...section, rows: [], totals: null } : section, movers, before }
}

const PART = { kind: 'usd', signed: true, detail: true } as const

/** Where all of it is volume, nobody has to learn what else there could be. */
function noteOf(before: Span, movers: readonly Mover[]): string {
  const against = `Compared with ${spanName(before)}.`
  const mix = movers.some((mover) => mover.mix !== 0n) ? ' and the mix (dearer or cheaper models and tokens)' : ''
  const prices = movers.some(({ price }) => price !== 0n) ? ' and prices (what the same tokens cost now)' : ''
  if (mix + prices === '') return against
  return `${against} A change comes from volume (more or fewer tokens, at the prices before)${mix}${prices}.`
}

const isPriced = ({ key }: CostPart): boolean => !key.endsWith('/unpriced')

/** What has no price is missing on one side or on both, so that it is not the use alone that has changed. */
function withGaps(mover: Mover, was: readonly CostPart[], is: readonly CostPart[]): Mover {
  if (was.every(isPriced) && is.every(isPriced)) return mover
  if (is.length > 0 && !is.some(isPriced)) return { ...mover, reason: 'no price is known now' }
  if (was.length > 0 && !was.some(isPriced)) return { ...mover, reason: 'no price was known before' }
  return { ...mover, reason: `${mover.reason}; some of it has no price` }
}

const byName = (parts: readonly CostPart[]): Map<string, CostPart[]> =>
  Map.groupBy(parts, ({ name }) => (name === null ? null : lastFolder(name)) ?? 'none')

function rest(movers: readonly Mover[]): Mover {
  const sum = (field: 'before' | 'after' | 'change' | 'volume' | 'mix' | 'price'): Money =>
    movers.reduce((total, mover) => total + mover[field], 0n)
  return {
    name: `${movers.length} others`,
    before: sum('before'),
    after: sum('after'),
    change: sum('change'),
    volume: sum('volume'),
    mix: sum('mix'),
    price: sum('price'),
    reason: '',
  }
}

const rowOf = (mover: Mover): ReportRow => ({
  name: mover.name,
  before_usd: formatMoney(mover.before),
  after_usd: formatMoney(mover.after),
  change_usd: formatMoney(mover.change),
  volume_usd: formatMoney(mover.volume),
  mix_usd: formatMoney(mover.mix),
  price_usd: formatMoney(mover.price),
  reason: mover.reason,
})
