import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { SQLInputValue } from 'node:sqlite'

type Row = Readonly<Record<string, SQLInputValue>>

export type Put = (table: string, row: Row) => void

/** Writes a SQLite database, the same bytes whatever version of SQLite does it. */
export function writeDatabase(path: string, schema: string, fill: (put: Put) => void): void {
  mkdirSync(dirname(path), { recursive: true })
  const database = new DatabaseSync(path)
  try {
    database.exec(`pragma page_size = 4096; ${schema}; begin`)
    fill((table, row) => {
      const names = Object.keys(row)
      const marks = names.map(() => '?').join(', ')
      database.prepare(`insert into ${table} (${names.join(', ')}) values (${marks})`).run(...Object.values(row))
    })
    database.exec('commit; vacuum')
  } finally {
    database.close()
  }
  const header = openSync(path, 'r+')
  writeSync(header, WRITER, 0, WRITER.length, WRITTEN_BY)
  closeSync(header)
}

/** Where the header says which version wrote the file last; it decides nothing. */
const WRITTEN_BY = 96
const WRITER = Buffer.alloc(4)
WRITER.writeUInt32BE(3_050_000)
