import { COST_FIELDS, defineExporter, servePlugin, SESSION_FIELDS } from 'rimuru/plugin-sdk'
import { writeRecords } from './records.ts'
import { writeReport } from './report.ts'

await servePlugin(
  defineExporter({
    id: 'html',
    name: 'HTML',
    version: '0.1.0',
    format: 'html',
    extension: 'html',
    mediaType: 'text/html',
    costs: (rows, call) => writeRecords('Costs', rows, COST_FIELDS, call),
    sessions: (rows, call) => writeRecords('Sessions', rows, SESSION_FIELDS, call),
    report: (report, call) => writeReport(report, call),
  }),
)
