import { defineExporter, servePlugin } from 'rimuru/plugin-sdk'
import type { ExportCall, Rows } from 'rimuru/plugin-sdk'

type Row = Readonly<Record<string, unknown>>

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** XML has no place for control characters, not even an escape. */
const escaped = (value: unknown): string =>
  String(value)
    .replace(/[^\t\n\r\u0020-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replace(/[&<>"]/g, (sign) => ESCAPES[sign]!)

/** `<cost id="..." .../>`: an attribute for each field that has a value. */
function element(tag: string, row: Row, fields: readonly string[]): string {
  const attributes = fields
    .filter((field) => row[field] !== null && row[field] !== undefined)
    .map((field) => ` ${field}="${escaped(row[field])}"`)
  return `  <${tag}${attributes.join('')}/>\n`
}

/** What is yielded here is the file. Whole batches are faster than single rows. */
async function* document(tag: string, rows: Rows<object>, { options, ctx }: ExportCall): AsyncGenerator<string> {
  const { root } = ctx.config
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<${String(root)}>\n`
  for await (const batch of rows.batches()) {
    yield batch.map((row) => element(tag, row as Row, options.fields ?? Object.keys(row))).join('')
  }
  yield `</${String(root)}>\n`
}

await servePlugin(
  defineExporter({
    id: 'xml-exporter',
    name: 'XML example',
    version: '0.1.0',
    format: 'xml',
    extension: 'xml',
    mediaType: 'application/xml',
    costs: (rows, call) => document('cost', rows, call),
    sessions: (rows, call) => document('session', rows, call),
  }),
)
