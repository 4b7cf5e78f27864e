/** A decimal for people: `12,345.678`. Intl would do the same, and takes twenty milliseconds to load. */
export const grouped = (decimal: string): string =>
  decimal.replace(/^-?\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ','))

export const count = (value: number): string => grouped(String(value))

export const plural = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`
