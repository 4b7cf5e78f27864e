import { COST_FIELDS, defineExporter, servePlugin, SESSION_FIELDS } from 'rimuru/plugin-sdk'
import { writeRows } from './rows.ts'
import { writeSections } from './sections.ts'

await servePlugin(
  defineExporter({
    id: 'parquet',
    name: 'Parquet',
    version: '0.1.0',
    format: 'parquet',
    extension: 'parquet',
    mediaType: 'application/vnd.apache.parquet',
    costs: (rows, call) => writeRows(rows, COST_FIELDS, call),
    sessions: (rows, call) => writeRows(rows, SESSION_FIELDS, call),
    report: (report, call) => writeSections(report, call),
  }),
)
