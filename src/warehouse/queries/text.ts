/** DuckDB prints a DECIMAL with all its places; a report has none that say nothing. */
export const moneyText = (value: unknown): string => {
  const text = String(value)
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}

/** The same in SQL. */
export const plainMoney = (money: string): string => `rtrim(rtrim((${money})::varchar, '0'), '.')`

/** The last folder of a path: what is above it says more than a report should. */
export const projectName = (path: string): string => `nullif(regexp_extract(${path}, '([^/\\\\]+)[/\\\\]*$', 1), '')`
