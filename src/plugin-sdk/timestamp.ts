let last = 0
let text = ''

/** Now, as messages say it: the same text for all of one millisecond. */
export function timestamp(): string {
  const now = Date.now()
  if (now !== last) {
    last = now
    text = new Date(now).toISOString()
  }
  return text
}
