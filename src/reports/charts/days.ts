import { addDays } from '../../core/days.ts'

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `Nov 7`. */
export const shortDay = (day: string): string => `${MONTHS[Number(day.slice(5, 7)) - 1]} ${Number(day.slice(8, 10))}`

/** `Nov 7, 2026`, or the two days of a range. */
export function longRange(since: string, until: string): string {
  const end = `${shortDay(until)}, ${until.slice(0, 4)}`
  if (since === until) return end
  return since.slice(0, 4) === until.slice(0, 4)
    ? `${shortDay(since)} to ${end}`
    : `${longRange(since, since)} to ${end}`
}

export function everyDay(since: string, until: string): string[] {
  const days: string[] = []
  for (let day = since; day <= until; day = addDays(day, 1)) days.push(day)
  return days
}
