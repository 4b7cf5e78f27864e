import { RimuruError } from '../core/errors.ts'
import { suggest } from '../core/suggest.ts'

/** The values of each field, ascending. */
export interface Cron {
  readonly minutes: readonly number[]
  readonly hours: readonly number[]
  readonly days: readonly number[]
  readonly months: readonly number[]
  /** 0 is Sunday. */
  readonly weekdays: readonly number[]
  /** Days of the month and weekdays are both named: then, as in every cron, one of them is enough. */
  readonly eitherDay: boolean
}

interface Field {
  readonly name: string
  readonly from: number
  readonly to: number
  /** In the order of their numbers. */
  readonly names: readonly string[]
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']

const FIELDS: readonly Field[] = [
  { name: 'minute', from: 0, to: 59, names: [] },
  { name: 'hour', from: 0, to: 23, names: [] },
  { name: 'day of month', from: 1, to: 31, names: [] },
  { name: 'month', from: 1, to: 12, names: MONTHS },
  // 7 is Sunday too.
  { name: 'day of week', from: 0, to: 7, names: WEEKDAYS },
]

const LONGEST = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

const NICKNAMES: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
}

/** Throws a sentence that names the field; `where` is the file it stands in. */
export function parseCron(text: string, where?: string): Cron {
  const fail = (what: string, hint = 'five fields: minute, hour, day of month, month, day of week'): never => {
    throw new RimuruError('E3001', `the schedule "${text}" ${what}`, { where, hint })
  }
  const words = text.trim().split(/\s+/)
  const nickname = NICKNAMES[words[0]!.toLowerCase()]
  if (nickname) return fail('is a nickname', `write its five fields: ${nickname}`)
  if (words.length === 6) return fail('has six fields', 'leave out the seconds: the first of five is the minute')
  if (words.length !== 5) return fail(`has ${words.length === 1 ? 'one field' : `${words.length} fields`}`)
  const [minutes, hours, days, months, weekdays] = FIELDS.map((field, i) => {
    const found = words[i]!.split(',').flatMap((part) => valuesOf(part, field, fail))
    return [...new Set(field.to === 7 ? found.map((day) => day % 7) : found)].sort((a, b) => a - b)
  }) as [number[], number[], number[], number[], number[]]
  const eitherDay = !words[2]!.startsWith('*') && !words[4]!.startsWith('*')
  if (!eitherDay && !months.some((month) => days.some((day) => day <= LONGEST[month - 1]!))) {
    return fail('names a day that no such month has', 'February has 29 days at most')
  }
  return { minutes, hours, days, months, weekdays, eitherDay }
}

type Fail = (what: string, hint?: string) => never

/** `*`, `5`, `1-5`, `mon-fri`, each also with a step: `/15`. */
function valuesOf(part: string, field: Field, fail: Fail): number[] {
  const [, range = '', step] = /^([^/]+)(?:\/(\d+))?$/.exec(part) ?? fail(`has "${part}" as ${field.name}`)
  const every = step === undefined ? 1 : Number(step)
  if (every < 1) return fail(`has a step of 0 in its ${field.name}`)
  const [first = '', last, more] = range.split('-')
  if (more !== undefined) return fail(`has "${part}" as ${field.name}`)
  const from = range === '*' ? field.from : valueOf(first, field, fail)
  let to = from
  if (last !== undefined) to = valueOf(last, field, fail)
  else if (range === '*') to = field.to === 7 ? 6 : field.to
  else if (step !== undefined) to = field.to
  // A week that is said to end on Sunday: sat-sun.
  if (field.to === 7 && to === 0 && from > 0) to = 7
  if (to < from) {
    const both = `${first}-${field.names[field.to] ?? field.to},${field.from}-${last}`
    return fail(`has a ${field.name} that runs backwards: ${part}`, `write it as two: ${both}`)
  }
  return Array.from({ length: Math.floor((to - from) / every) + 1 }, (_, i) => from + i * every)
}

function valueOf(word: string, field: Field, fail: Fail): number {
  const { name, from, to, names } = field
  const named = names.indexOf(word.toLowerCase())
  if (named !== -1) return named + (name === 'month' ? 1 : 0)
  if (!/^\d+$/.test(word)) {
    const near = suggest(word, names)
    return fail(`has "${word}" as ${name}${near ? `, did you mean "${near}"?` : ''}`, numbersOf(field))
  }
  const value = Number(word)
  return value >= from && value <= to ? value : fail(`has ${word} as ${name}`, numbersOf(field))
}

const numbersOf = ({ name, from, to, names }: Field): string =>
  `a ${name} is a number from ${from} to ${to}${names.length > 0 ? ` or a name such as ${names[1]}` : ''}`

/** Numbers alone, which every cron understands. */
export function formatCron({ minutes, hours, days, months, weekdays, eitherDay }: Cron): string {
  const field = (values: readonly number[], count: number): string => (values.length === count ? '*' : values.join(','))
  const times = `${field(minutes, 60)} ${field(hours, 24)}`
  if (eitherDay) return `${times} ${days.join(',')} ${field(months, 12)} ${weekdays.join(',')}`
  let [day, weekday] = [field(days, 31), field(weekdays, 7)]
  // Both count only where one begins with a star. It did, so it has the first of its values: as a step beyond the last.
  if (day !== '*' && weekday !== '*') {
    if (days[0] === 1) day = day.replace(/^1/, '*/31')
    else weekday = weekday.replace(/^0/, '*/7')
  }
  return `${times} ${day} ${field(months, 12)} ${weekday}`
}
