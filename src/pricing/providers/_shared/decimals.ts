const NUMBER = /^(\d{1,40})(?:\.(\d{0,60}))?(?:e([+-]?\d{1,3}))?$/i

/** No figure of a price has more places before its point ... */
const MOST_WHOLE = 12
/** ... or its first digit so far behind it; what is smaller would be rounded to nothing. */
const MOST_ZEROS = 11

/** A number of 0 or more times a power of ten, from text to plain text, to its last digit; null where it is none. */
export function shifted(text: string, places: number): string | null {
  const match = NUMBER.exec(text.trim())
  if (!match) return null
  const [, whole = '', fraction = '', exponent = '0'] = match
  const digits = (whole + fraction).replace(/^0+/, '')
  if (digits === '') return '0'
  const point = digits.length - fraction.length + Number(exponent) + places
  return point > MOST_WHOLE || point < -MOST_ZEROS ? null : pointed(digits, point)
}

/** Exact. Both are plain decimals, as `shifted` gives them. */
export function product(a: string, b: string): string {
  const digits = String(BigInt(a.replace('.', '')) * BigInt(b.replace('.', '')))
  return digits === '0' ? '0' : pointed(digits, digits.length - placesOf(a) - placesOf(b))
}

const placesOf = (text: string): number => text.split('.')[1]?.length ?? 0

/** Digits with the decimal point before the one at `point`, which may lie outside of them. */
function pointed(digits: string, point: number): string {
  const padded = point > 0 ? digits.padEnd(point, '0') : '0'.repeat(1 - point) + digits
  const at = Math.max(point, 1)
  const fraction = padded.slice(at).replace(/0+$/, '')
  return fraction === '' ? padded.slice(0, at) : `${padded.slice(0, at)}.${fraction}`
}
