import type { ExportOptions } from './types.ts'

interface Moment {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly millisecond: number
  /** Of the zone from UTC at that time, in minutes. */
  readonly offset: number
  readonly weekday: number
  readonly zone: string
}

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']

const pad = (value: number, width = 2, fill = '0'): string => String(value).padStart(width, fill)

const DIRECTIVES: Readonly<Record<string, (at: Moment) => string>> = {
  Y: ({ year }) => pad(year, 4),
  y: ({ year }) => pad(year % 100),
  m: ({ month }) => pad(month),
  d: ({ day }) => pad(day),
  e: ({ day }) => pad(day, 2, ' '),
  H: ({ hour }) => pad(hour),
  I: ({ hour }) => pad(hour % 12 || 12),
  M: ({ minute }) => pad(minute),
  S: ({ second }) => pad(second),
  f: ({ millisecond }) => `${pad(millisecond, 3)}000`,
  p: ({ hour }) => (hour < 12 ? 'AM' : 'PM'),
  b: ({ month }) => MONTHS[month - 1]!.slice(0, 3),
  B: ({ month }) => MONTHS[month - 1]!,
  a: ({ weekday }) => DAYS[weekday]!.slice(0, 3),
  A: ({ weekday }) => DAYS[weekday]!,
  j: ({ year, month, day }) => pad((Date.UTC(year, month - 1, day) - Date.UTC(year, 0, 1)) / 86_400_000 + 1, 3),
  s: (at) => String(Math.floor(epochOf(at) / 1000)),
  F: ({ year, month, day }) => `${pad(year, 4)}-${pad(month)}-${pad(day)}`,
  T: ({ hour, minute, second }) => `${pad(hour)}:${pad(minute)}:${pad(second)}`,
  z: ({ offset }) => offsetText(offset, ''),
  Z: ({ zone }) => zone,
  '%': () => '%',
}

/** A time of the data as the options want it: ISO 8601, or after a strftime pattern, in their zone. */
export function formatTime(
  iso: string,
  { date_format, timezone }: Pick<ExportOptions, 'date_format' | 'timezone'>,
): string {
  if (date_format === null && timezone === 'UTC') return iso
  const at = momentIn(timezone, Date.parse(iso))
  return date_format === null ? isoText(at) : patternOf(date_format)(at)
}

function isoText(at: Moment): string {
  const time = `${DIRECTIVES.F!(at)}T${DIRECTIVES.T!(at)}.${pad(at.millisecond, 3)}`
  return `${time}${at.zone === 'UTC' ? 'Z' : offsetText(at.offset, ':')}`
}

function offsetText(offset: number, colon: string): string {
  const size = Math.abs(offset)
  return `${offset < 0 ? '-' : '+'}${pad(Math.floor(size / 60))}${colon}${pad(size % 60)}`
}

const epochOf = (at: Moment): number =>
  Date.UTC(at.year, at.month - 1, at.day, at.hour, at.minute, at.second, at.millisecond) - at.offset * 60_000

const patterns = new Map<string, (at: Moment) => string>()

function patternOf(pattern: string): (at: Moment) => string {
  const known = patterns.get(pattern)
  if (known) return known
  const parts = [...pattern.matchAll(/%(.?)|[^%]+/gsu)].map(([text, letter]) => {
    if (letter === undefined) return () => text
    const directive = Object.hasOwn(DIRECTIVES, letter) ? DIRECTIVES[letter] : undefined
    if (directive) return directive
    throw new Error(
      `date_format: ${text} is not known, there are ${Object.keys(DIRECTIVES)
        .map((each) => `%${each}`)
        .join(' ')}`,
    )
  })
  const format = (at: Moment): string => parts.map((part) => part(at)).join('')
  patterns.set(pattern, format)
  return format
}

const zones = new Map<string, Intl.DateTimeFormat>()
/** Offsets change at whole quarters of an hour: asking for each once is enough for any number of rows. */
const QUARTER = 15 * 60_000
const offsets = new Map<string, number>()

function momentIn(timezone: string, time: number): Moment {
  const offset = timezone === 'UTC' ? 0 : offsetAt(timezone, time)
  const local = new Date(time + offset * 60_000)
  return {
    year: local.getUTCFullYear(),
    month: local.getUTCMonth() + 1,
    day: local.getUTCDate(),
    hour: local.getUTCHours(),
    minute: local.getUTCMinutes(),
    second: local.getUTCSeconds(),
    millisecond: local.getUTCMilliseconds(),
    weekday: local.getUTCDay(),
    offset,
    zone: timezone,
  }
}

function offsetAt(timezone: string, time: number): number {
  const quarter = Math.floor(time / QUARTER)
  const key = `${timezone} ${quarter}`
  const known = offsets.get(key)
  if (known !== undefined) return known
  const format =
    zones.get(timezone) ?? new Intl.DateTimeFormat('en-US', { timeZone: timezone, timeZoneName: 'longOffset' })
  zones.set(timezone, format)
  const name = format.formatToParts(quarter * QUARTER).find(({ type }) => type === 'timeZoneName')!.value
  const [, sign, hours = '0', minutes = '0'] = /GMT(?:([+-])(\d+):(\d+))?/.exec(name) ?? []
  const offset = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
  if (offsets.size > 100_000) offsets.clear()
  offsets.set(key, offset)
  return offset
}
