/** Names in logs are anybody's: what would move a cursor, ring or turn round a line stands as one sign. Line breaks stay. */
export const printable = (text: string): string =>
  text.replace(/[^\P{Cc}\t\n\r]|[\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, '\ufffd')

/** Every text in it. */
export function printableAll<Value>(value: Value): Value {
  if (typeof value === 'string') return printable(value) as Value
  if (Array.isArray(value)) return value.map((each: unknown) => printableAll(each)) as Value
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, printableAll(each)])) as Value
}
