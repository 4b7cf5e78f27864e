import { timeOf } from './tokens.ts'

/** As a key, with its quotes: inside a JSON string the quotes would be escaped. */
const KEY = '"timestamp"'
const VALUE = /^\s*:\s*"([^"]{10,40})"/

/** Times of the first and last row of a chunk, without parsing the rows, most of which carry no usage. */
export const firstTimestamp = (buffer: Buffer, end: number): number | null => {
  const at = buffer.indexOf(KEY)
  return at === -1 || at >= end ? null : valueAt(buffer, at, end)
}

export const lastTimestamp = (buffer: Buffer, end: number): number | null => {
  const at = end <= 0 ? -1 : buffer.lastIndexOf(KEY, end - 1)
  return at === -1 ? null : valueAt(buffer, at, end)
}

function valueAt(buffer: Buffer, at: number, end: number): number | null {
  const from = at + KEY.length
  return timeOf(VALUE.exec(buffer.toString('latin1', from, Math.min(end, from + 48)))?.[1])
}
