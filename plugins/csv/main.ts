import { COST_FIELDS, defineExporter, servePlugin, SESSION_FIELDS } from 'rimuru/plugin-sdk'
import { csvOf } from './csv.ts'
import { writeSections } from './sections.ts'

await servePlugin(
  defineExporter({
    id: 'csv',
    name: 'CSV',
    version: '0.1.0',
    format: 'csv',
    extension: 'csv',
    mediaType: 'text/csv',
    costs: (rows, { options, ctx }) => csvOf(rows.batches(), COST_FIELDS, options, ctx.config),
    sessions: (rows, { options, ctx }) => csvOf(rows.batches(), SESSION_FIELDS, options, ctx.config),
    report: (report, call) => writeSections(report, call),
  }),
)
