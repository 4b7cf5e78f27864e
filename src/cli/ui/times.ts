/** A moment for people: minutes, in the zone of the report. */
export function localTime(iso: string | null, timezone: string): string {
  if (iso === null) return '–'
  // The Swedish locale writes dates as YYYY-MM-DD.
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, dateStyle: 'short', timeStyle: 'short' })
  return format.format(Date.parse(iso))
}
