const DAY = 86_400_000
const ZERO = 48
const SHAPE = '0000-00-00T00:00:00.000Z'
const MARKS = [4, 7, 10, 13, 16, 19, 23]
/** Days before each month of a year that begins in March, so that a leap day comes last. */
const DAYS_BEFORE = [306, 337, 0, 31, 61, 92, 122, 153, 184, 214, 245, 275]

/**
 * Milliseconds of a time written as agents do, `2026-11-20T17:53:14.104Z`, and null for any other way of writing one.
 * Date.parse takes more than twice as long. Days that a short month lacks are left to it.
 */
export function timeOfIso(text: string): number | null {
  if (text.length !== SHAPE.length) return null
  for (const at of MARKS) if (text.charCodeAt(at) !== SHAPE.charCodeAt(at)) return null
  const year = numberAt(text, 0, 4)
  const month = numberAt(text, 5, 7)
  const day = numberAt(text, 8, 10)
  const hour = numberAt(text, 11, 13)
  const minute = numberAt(text, 14, 16)
  const second = numberAt(text, 17, 19)
  const milliseconds = numberAt(text, 20, 23)
  if (year < 1970 || month < 1 || month > 12 || day < 1 || day > (month === 2 ? 28 : 30)) return null
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59 || milliseconds < 0) return null
  const marchYear = month > 2 ? year : year - 1
  const leapDays = Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400)
  // 719468 days from the first of March of the year 0 to 1970.
  const days = marchYear * 365 + leapDays + DAYS_BEFORE[month - 1]! + day - 1 - 719_468
  return days * DAY + ((hour * 60 + minute) * 60 + second) * 1000 + milliseconds
}

/** Negative where there is anything but digits. */
function numberAt(text: string, from: number, to: number): number {
  let number = 0
  for (let i = from; i < to; i += 1) {
    const digit = text.charCodeAt(i) - ZERO
    if (digit < 0 || digit > 9) return -1
    number = number * 10 + digit
  }
  return number
}
