/** `2026-11-20T17:53:14.104Z` */
export const TIME_LENGTH: usize = 24

/** Milliseconds since the epoch, or -1: the same as `timeOfIso` in `iso-time.ts`. */
export function timeAt(p: usize): i64 {
  const marks =
    load<u8>(p, 4) == 45 && load<u8>(p, 7) == 45 && load<u8>(p, 10) == 84 && load<u8>(p, 13) == 58 &&
    load<u8>(p, 16) == 58 && load<u8>(p, 19) == 46 && load<u8>(p, 23) == 90
  if (!marks) return -1
  const year = digits(p, 4)
  const month = digits(p + 5, 2)
  const day = digits(p + 8, 2)
  const hour = digits(p + 11, 2)
  const minute = digits(p + 14, 2)
  const second = digits(p + 17, 2)
  const milliseconds = digits(p + 20, 3)
  if (year < 1970 || month < 1 || month > 12 || day < 1 || day > (month == 2 ? 28 : 30)) return -1
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59 || milliseconds < 0) return -1
  const marchYear = month > 2 ? year : year - 1
  const marchMonth = month > 2 ? month - 3 : month + 9
  // The months from March on have 153 days in every five.
  const daysBefore = (153 * marchMonth + 2) / 5
  const days = marchYear * 365 + marchYear / 4 - marchYear / 100 + marchYear / 400 + daysBefore + day - 1 - 719468
  return <i64>days * 86400000 + <i64>(((hour * 60 + minute) * 60 + second) * 1000 + milliseconds)
}

/** Negative where there is anything but digits. */
function digits(p: usize, count: i32): i32 {
  let number = 0
  for (let i = 0; i < count; i += 1) {
    const digit = <i32>load<u8>(p + <usize>i) - 48
    if (digit < 0 || digit > 9) return -1
    number = number * 10 + digit
  }
  return number
}
