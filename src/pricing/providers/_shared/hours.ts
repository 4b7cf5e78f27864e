import { WEEKDAYS } from '../../../core/price-rules.ts'
import { minutesOf } from '../../hours.ts'

export const isHours = (utc: string): boolean => minutesOf(utc) !== null

/** Days by name in any length, or by number from Monday, 1, to Sunday, 7; null where one is neither. */
export function daysOf(days: readonly string[]): readonly string[] | null {
  const found = days.map((day) => WEEKDAYS[Number(day) - 1] ?? WEEKDAYS.find((name) => isNamed(day, name)))
  return found.every((day) => day !== undefined) && found.length > 0
    ? WEEKDAYS.filter((day) => found.includes(day))
    : null
}

const isNamed = (day: string, name: string): boolean => day.length >= 3 && day.toLowerCase().startsWith(name)
