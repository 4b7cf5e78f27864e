import { chosenFields, COST_FIELDS, defineExporter, servePlugin, SESSION_FIELDS, shapedRow } from 'rimuru/plugin-sdk'
import type { ExportOptions, Field, Report, Rows } from 'rimuru/plugin-sdk'

async function* linesOf<Row extends object>(
  rows: Rows<Row>,
  known: readonly Field<Row>[],
  options: ExportOptions,
): AsyncGenerator<string> {
  const fields = chosenFields(known, options.fields)
  for await (const batch of rows.batches()) {
    yield batch.map((row) => `${JSON.stringify(shapedRow(row, fields, options))}\n`).join('')
  }
}

/** A line for each row of each section, which it names first. */
function* reportLines({ sections }: Report): Generator<string> {
  for (const { id, rows } of sections) for (const row of rows) yield `${JSON.stringify({ section: id, ...row })}\n`
}

await servePlugin(
  defineExporter({
    id: 'ndjson',
    name: 'NDJSON',
    version: '0.1.0',
    format: 'ndjson',
    extension: 'ndjson',
    mediaType: 'application/x-ndjson',
    costs: (rows, { options }) => linesOf(rows, COST_FIELDS, options),
    sessions: (rows, { options }) => linesOf(rows, SESSION_FIELDS, options),
    report: (report) => reportLines(report),
  }),
)
