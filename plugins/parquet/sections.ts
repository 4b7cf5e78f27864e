import type { ColumnKind, ExportCall, Report } from 'rimuru/plugin-sdk'
import { writeTable } from './table.ts'

const TYPES: Readonly<Record<ColumnKind, string>> = {
  text: 'VARCHAR',
  integer: 'BIGINT',
  decimal: 'DECIMAL(38,18)',
  usd: 'DECIMAL(38,18)',
  percent: 'DOUBLE',
  date: 'VARCHAR',
  time: 'VARCHAR',
}

/** A file for each section: tables with other columns are not one table. */
export async function writeSections({ sections }: Report, call: ExportCall): Promise<void> {
  for (const { id, columns, rows } of sections) {
    const path = `${call.name}-${id}.parquet`
    const typed = columns.map(({ key, kind }) => ({ name: key, type: TYPES[kind] }))
    await writeTable(path, typed, [rows.map((row) => `${JSON.stringify(row)}\n`).join('')], call)
    call.add({ path, media_type: 'application/vnd.apache.parquet', rows: rows.length })
  }
}
