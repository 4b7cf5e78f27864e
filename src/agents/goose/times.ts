/** `20261120_181352`, the local time at which a session began, is the name that sessions had before there was a database. */
export function timeOfStem(stem: string): number | null {
  const parts = /^(\d{4})(\d\d)(\d\d)_(\d\d)(\d\d)(\d\d)$/.exec(stem)
  if (!parts) return null
  const [year, month, day, hour, minute, second] = parts.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  return new Date(year, month - 1, day, hour, minute, second).getTime()
}
