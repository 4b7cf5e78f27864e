import { COST_FIELDS, defineExporter, servePlugin, SESSION_FIELDS } from 'rimuru/plugin-sdk'
import { documentOf, textOf } from './document.ts'

await servePlugin(
  defineExporter({
    id: 'json',
    name: 'JSON',
    version: '0.1.0',
    format: 'json',
    extension: 'json',
    mediaType: 'application/json',
    costs: (rows, { options }) => documentOf('costs', rows, COST_FIELDS, options),
    sessions: (rows, { options }) => documentOf('sessions', rows, SESSION_FIELDS, options),
    report: (report, { options }) => [textOf(report, options)],
  }),
)
