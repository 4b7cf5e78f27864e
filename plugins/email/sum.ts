import type { ReportColumn, ReportRow } from 'rimuru/plugin-sdk'

/** Of one column, exactly; null where nothing is known or adding up makes no sense. */
export function sumOf(rows: readonly ReportRow[], { key, kind }: ReportColumn): string | null {
  if (kind !== 'usd' && kind !== 'integer') return null
  const known = rows.flatMap(({ [key]: value }) => (value === null || value === undefined ? [] : [String(value)]))
  if (known.length === 0) return null
  const places = Math.max(...known.map((text) => text.split('.')[1]?.length ?? 0))
  const sum = known.reduce((total, text) => total + scaled(text, places), 0n)
  const digits = String(sum < 0n ? -sum : sum).padStart(places + 1, '0')
  const whole = digits.slice(0, digits.length - places)
  return `${sum < 0n ? '-' : ''}${whole}${places === 0 ? '' : `.${digits.slice(-places)}`}`
}

function scaled(text: string, places: number): bigint {
  const [whole = '0', fraction = ''] = text.split('.')
  return BigInt(whole + fraction.padEnd(places, '0'))
}
