/** DuckDB prints a DECIMAL with all its places; a report has none that say nothing. */
export const moneyText = (value: unknown): string => {
  const text = String(value)
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}
