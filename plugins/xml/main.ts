import { COST_FIELDS, defineExporter, servePlugin, SESSION_FIELDS } from 'rimuru/plugin-sdk'
import { recordsOf } from './records.ts'
import { reportOf } from './report.ts'

await servePlugin(
  defineExporter({
    id: 'xml',
    name: 'XML',
    version: '0.1.0',
    format: 'xml',
    extension: 'xml',
    mediaType: 'application/xml',
    costs: (rows, { options }) => recordsOf('costs', 'cost', rows, COST_FIELDS, options),
    sessions: (rows, { options }) => recordsOf('sessions', 'session', rows, SESSION_FIELDS, options),
    report: (report, { options }) => reportOf(report, options),
  }),
)
