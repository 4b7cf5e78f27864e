import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import type { Report } from '../../src/plugin-sdk/types.ts'

export type Row = Readonly<Record<string, string | null>>

/** Rows as a reader of the format finds them, by the id of their section. */
export type Tables = ReadonlyMap<string, readonly Row[]>

const texts = (row: Readonly<Record<string, unknown>>): Row =>
  Object.fromEntries(
    Object.entries(row).map(([key, value]) => [key, value === null || value === '' ? null : String(value)]),
  )

const fileOf = (out: string, name: string): string => readFileSync(join(out, name), 'utf8')

export const jsonTables = (out: string): Tables =>
  new Map((JSON.parse(fileOf(out, 'report.json')) as Report).sections.map(({ id, rows }) => [id, rows.map(texts)]))

export function ndjsonTables(out: string): Tables {
  const lines = fileOf(out, 'report.ndjson').split('\n').slice(0, -1)
  const rows = lines.map((line) => JSON.parse(line) as { readonly section: string })
  const bySection = Map.groupBy(rows, ({ section }) => section)
  return new Map([...bySection].map(([id, of]) => [id, of.map(texts)]))
}

export const csvTables = (out: string, report: Report): Tables =>
  new Map(report.sections.map(({ id }) => [id, csvRows(fileOf(out, `report-${id}.csv`))]))

function csvRows(text: string): Row[] {
  const [heading = [], ...lines] = [...text.matchAll(/((?:"(?:[^"]|"")*"|[^",\r\n]*)(?:,|\r\n))+?(?<=\r\n)/g)].map(
    ([line]) =>
      [...line.matchAll(/("(?:[^"]|"")*"|[^",\r\n]*)(?:,|\r\n)/g)].map(([, cell = '']) =>
        cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell,
      ),
  )
  return lines.map((cells) => texts(Object.fromEntries(heading.map((key, i) => [key, cells[i] ?? null]))))
}

export function xmlTables(out: string): { readonly rows: Tables; readonly totals: Tables } {
  const sections = [...fileOf(out, 'report.xml').matchAll(/<section id="([^"]*)"[^>]*>([^]*?)<\/section>/g)]
  const tables = (element: string): Tables =>
    new Map(
      sections.map(([, id = '', inside = '']) => [
        id,
        [...inside.matchAll(new RegExp(`<${element}>([^]*?)</${element}>`, 'g'))].map(([, cells = '']) =>
          texts(Object.fromEntries([...cells.matchAll(/<(\w+)>([^<]*)<\/\1>/g)].map(([, key, value]) => [key, value]))),
        ),
      ]),
    )
  return { rows: tables('row'), totals: tables('totals') }
}

export async function parquetTables(out: string, report: Report): Promise<Tables> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' })
  const connection = await instance.connect()
  const tables = new Map<string, Row[]>()
  for (const { id } of report.sections) {
    const sql = `select columns(*)::varchar from '${join(out, `report-${id}.parquet`)}'`
    const reader = await connection.runAndReadAll(sql)
    tables.set(id, reader.getRowObjectsJson().map(texts))
  }
  connection.closeSync()
  instance.closeSync()
  return tables
}

/** A table as it is shown: what its cells say, and the exact values behind them where the format has them. */
export interface ShownTable {
  readonly title: string
  readonly labels: readonly string[]
  readonly rows: readonly ShownRow[]
  readonly totals: ShownRow | null
}

interface ShownRow {
  readonly cells: readonly string[]
  readonly exact: readonly (string | null)[]
}

export function markdownTables(out: string): ShownTable[] {
  const sections = fileOf(out, 'report.md').split(/^## /m).slice(1)
  return sections.flatMap((section) => {
    const lines = section.split('\n').filter((line) => line.startsWith('|'))
    const [labels, , ...rows] = lines.map((line) => line.slice(2, -2).split(/(?<!\\) \| /))
    if (!labels) return []
    const all = rows.map((cells) => ({ cells: cells.map((cell) => cell.replaceAll('**', '')), exact: [] }))
    const last = all.at(-1)
    const hasTotal = rows.at(-1)?.[0] === '**Total**'
    return [
      {
        title: section.split('\n')[0]!,
        labels,
        rows: hasTotal ? all.slice(0, -1) : all,
        totals: hasTotal ? last! : null,
      },
    ]
  })
}

export function htmlTables(out: string): ShownTable[] {
  const sections = [...fileOf(out, 'report.html').matchAll(/<section [^]*?<\/section>/g)].map(([text]) => text)
  return sections.map((section) => {
    const [head = '', body = '', foot] = ['thead', 'tbody', 'tfoot'].map(
      (name) => new RegExp(`<${name}>([^]*?)</${name}>`).exec(section)?.[1],
    )
    const [labels] = rowsIn(head)
    const [totals = null] = rowsIn(foot ?? '')
    const title = /<h2[^>]*>([^<]*)/.exec(section)?.[1] ?? ''
    return { title, labels: labels!.cells, rows: rowsIn(body), totals }
  })
}

const rowsIn = (html: string): ShownRow[] =>
  [...html.matchAll(/<tr>([^]*?)<\/tr>/g)].map(([, row = '']) => {
    const cells = [...row.matchAll(/<t[hd][^>]*>([^]*?)<\/t[hd]>/g)].map(([, cell = '']) => cell)
    return {
      cells: cells.map((cell) => cell.replace(/<[^>]*>/g, '').replaceAll('&lt;', '<')),
      exact: cells.map((cell) => /<data value="([^"]*)"/.exec(cell)?.[1] ?? null),
    }
  })
