import { PRICE_CLASSES, WEEKDAYS } from '../../core/price-rules.ts'
import { minutesOf } from '../hours.ts'
import { SERVICES } from '../price-terms.ts'

type Found = Readonly<Record<string, unknown>>

const FIGURE = /^\d{1,15}(\.\d{1,18})?$/
const DAY = /^\d{4}-\d\d-\d\d$/

/** What is wrong with a line as it was read, in words; null where it can be used. */
export function problemIn(line: unknown): string | null {
  if (!isRecord(line)) return 'it is not an object'
  const { provider, model, valid_from: from, aliases, tiers, regions, hours, contextWindow } = line
  if (typeof provider !== 'string' || provider === '') return 'provider is missing'
  if (typeof model !== 'string' || model === '') return 'model is missing'
  if (from !== undefined && !isDay(from)) return `valid_from is not a day: ${shown(from)}`
  if (aliases !== undefined && !isListOf(aliases, isText)) return 'aliases is not a list of names'
  if (contextWindow !== undefined && !isCount(contextWindow)) return 'contextWindow is not a number of tokens'
  return (
    figureProblem(line, true) ??
    serviceProblem(line) ??
    (tiers === undefined ? null : tiersProblem(tiers)) ??
    (regions === undefined ? null : regionsProblem(regions)) ??
    (hours === undefined ? null : hoursProblem(hours))
  )
}

function figureProblem(figures: Found, whole: boolean): string | null {
  for (const name of PRICE_CLASSES) {
    const figure = figures[name]
    if (figure === undefined ? whole && (name === 'input' || name === 'output') : !isFigure(figure))
      return figure === undefined ? `${name} is missing` : `${name} is not a figure: ${shown(figure)}`
  }
  return null
}

function serviceProblem(price: Found): string | null {
  for (const name of SERVICES) {
    const service = price[name]
    if (service === undefined) continue
    if (!isRecord(service)) return `${name} is not an object`
    const problem = 'times' in service ? timesProblem(service) : figureProblem(service, true)
    if (problem !== null) return `${name}: ${problem}`
  }
  return null
}

const timesProblem = ({ times }: Found): string | null =>
  isFigure(times) ? null : `times is not a figure: ${shown(times)}`

function tiersProblem(tiers: unknown): string | null {
  if (!isListOf(tiers, isRecord)) return 'tiers is not a list'
  let last = -1
  for (const tier of tiers) {
    const { promptOver } = tier
    if (!isCount(promptOver)) return `promptOver is not a number of tokens: ${shown(promptOver)}`
    if (promptOver <= last) return `the tier over ${promptOver} is out of order`
    last = promptOver
    const problem = figureProblem(tier, true) ?? serviceProblem(tier)
    if (problem !== null) return `the tier over ${promptOver}: ${problem}`
  }
  return null
}

function regionsProblem(regions: unknown): string | null {
  if (!isRecord(regions)) return 'regions is not an object'
  for (const [name, factor] of Object.entries(regions)) {
    const problem = isRecord(factor) ? timesProblem(factor) : 'it is not an object'
    if (problem !== null) return `region ${name}: ${problem}`
  }
  return null
}

function hoursProblem(hours: unknown): string | null {
  if (!isListOf(hours, isRecord)) return 'hours is not a list'
  for (const hour of hours) {
    const { utc, days } = hour
    if (typeof utc !== 'string' || minutesOf(utc) === null) return `utc is not a span of hours: ${shown(utc)}`
    if (days !== undefined && !isListOf(days, isWeekday)) return `days is not a list of ${WEEKDAYS.join(', ')}`
    const problem = figureProblem(hour, false)
    if (problem !== null) return `the hours ${utc}: ${problem}`
  }
  return null
}

const isRecord = (value: unknown): value is Found =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isListOf = <T>(value: unknown, is: (item: unknown) => item is T): value is readonly T[] =>
  Array.isArray(value) && value.every(is)

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''

const isWeekday = (value: unknown): value is string => WEEKDAYS.some((day) => day === value)

const isFigure = (value: unknown): boolean => typeof value === 'string' && FIGURE.test(value)

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0

const isDay = (value: unknown): boolean =>
  typeof value === 'string' && DAY.test(value) && new Date(`${value}T00:00Z`).toJSON()?.startsWith(value)

const shown = (value: unknown): string => (JSON.stringify(value) ?? String(value)).slice(0, 40)
