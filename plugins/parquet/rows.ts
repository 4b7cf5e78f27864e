import { chosenFields } from 'rimuru/plugin-sdk'
import type { ExportCall, Field, Rows } from 'rimuru/plugin-sdk'
import { writeTable } from './table.ts'
import type { TypedColumn } from './table.ts'

const TYPES: Readonly<Record<Field<object>['kind'], string>> = {
  text: 'VARCHAR',
  time: 'TIMESTAMP',
  integer: 'BIGINT',
  usd: 'DECIMAL(38,18)',
  boolean: 'BOOLEAN',
  list: 'VARCHAR[]',
}

/** Times are typed and in UTC: neither a pattern nor a zone changes them. */
export async function writeRows<Row extends object>(
  rows: Rows<Row>,
  known: readonly Field<Row>[],
  call: ExportCall,
): Promise<void> {
  const columns = chosenFields(known, call.options.fields).map(({ name, kind }): TypedColumn => ({
    name,
    type: TYPES[kind],
  }))
  async function* lines(): AsyncGenerator<string> {
    for await (const batch of rows.batches()) yield batch.map((row) => `${JSON.stringify(row)}\n`).join('')
  }
  const path = `${call.name}.parquet`
  await writeTable(path, columns, lines(), call)
  call.add({ path, media_type: 'application/vnd.apache.parquet', rows: rows.count })
}
