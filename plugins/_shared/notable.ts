import type { Report, ReportSection } from 'rimuru/plugin-sdk'

/** So many highlights of a kind stand at the top of a report. */
const HIGHLIGHTS = 3

/** Sections with rows that a reader has not been told of already. */
export function sectionsToShow({ sections, period }: Report): readonly ReportSection[] {
  const isOneDay = period.since !== null && period.since === period.until
  return sections.filter((section) => {
    const { id, rows } = section
    if (rows.length === 0 || onlyOne(section) !== null) return false
    if (id === 'unpriced') return rows.length > 1
    if (id === 'anomalies' || id === 'new-models') return !isOneDay || rows.length > HIGHLIGHTS
    return true
  })
}

/** What has all of the usage, a line each: a table of one row would say the total again. */
export const onlyOnes = ({ sections }: Report): readonly { readonly label: string; readonly name: string }[] =>
  sections.flatMap((section) => onlyOne(section) ?? [])

function onlyOne({ columns, rows, totals, chart }: ReportSection): { label: string; name: string } | null {
  const [row, another] = rows
  const [first, ...others] = columns
  const isTotal =
    row &&
    first &&
    !another &&
    !chart &&
    totals &&
    others.every(({ key, kind }) => kind === 'text' || row[key] === null || row[key] === totals[key])
  const hasReasons = others.some(({ signed }) => signed)
  return isTotal && !hasReasons ? { label: first.label, name: String(row[first.key]) } : null
}
