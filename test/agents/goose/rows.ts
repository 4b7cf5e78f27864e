import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { SQLInputValue } from 'node:sqlite'

export type Columns = Readonly<Record<string, SQLInputValue>>

/** As Goose 1.52 makes them: version 16 of the schema. */
const SCHEMA = `
  create table if not exists sessions (
    id text primary key, name text not null default '', session_type text not null default 'user', working_dir text not null,
    created_at timestamp default current_timestamp, updated_at timestamp default current_timestamp,
    total_tokens integer, input_tokens integer, output_tokens integer, cache_read_tokens integer, cache_write_tokens integer,
    accumulated_total_tokens integer, accumulated_input_tokens integer, accumulated_output_tokens integer,
    accumulated_cache_read_tokens integer, accumulated_cache_write_tokens integer, accumulated_cost real,
    provider_name text, model_config_json text, archived_at timestamp, project_id text, parent_session_id text
  );
  create table if not exists messages (
    id integer primary key autoincrement, message_id text, session_id text not null, role text not null,
    content_json text not null, created_timestamp integer not null, metadata_json text
  );
  create table if not exists usage_ledger (
    id integer primary key autoincrement, session_id text not null, created_timestamp integer not null, model text,
    input_tokens integer, output_tokens integer, total_tokens integer, cache_read_tokens integer, cache_write_tokens integer,
    cost real, cost_source text, is_compaction integer default 0
  )`

/** Version 5 of autumn 2025, the oldest with a database that many had: no ledger, no model, no parent. */
export const OLD_SCHEMA = `
  create table if not exists sessions (
    id text primary key, description text not null default '', working_dir text not null,
    created_at timestamp default current_timestamp, updated_at timestamp default current_timestamp,
    total_tokens integer, input_tokens integer, output_tokens integer,
    accumulated_total_tokens integer, accumulated_input_tokens integer, accumulated_output_tokens integer, schedule_id text
  );
  create table if not exists messages (
    id integer primary key autoincrement, session_id text not null, role text not null, content_json text not null,
    created_timestamp integer not null, tokens integer
  )`

export interface GooseDatabase {
  insert(table: string, columns: Columns): void
  run(sql: string, ...values: SQLInputValue[]): void
}

/** 2026-11-01 10:00:00 UTC, in seconds. */
export const T0 = Date.UTC(2026, 10, 1, 10) / 1000

export const stamp = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ')

/** Opens a database as Goose does, changes something and closes it. */
export function inDatabase(path: string, change: (database: GooseDatabase) => void, schema = SCHEMA): string {
  mkdirSync(dirname(path), { recursive: true })
  const connection = new DatabaseSync(path)
  connection.exec(`pragma journal_mode = wal; ${schema}`)
  change({
    insert(table, columns) {
      const names = Object.keys(columns)
      const marks = names.map(() => '?').join(', ')
      connection.prepare(`insert into ${table} (${names.join(', ')}) values (${marks})`).run(...Object.values(columns))
    },
    run: (sql, ...values) => void connection.prepare(sql).run(...values),
  })
  connection.close()
  return path
}

export const session = (id: string, more: Columns = {}): Columns => ({
  id,
  working_dir: '/made/up/project',
  created_at: stamp(T0),
  updated_at: stamp(T0 + 60),
  provider_name: 'openai',
  model_config_json: '{"model_name":"gpt-4.1"}',
  ...more,
})

/** What a session used in all: input with the cache, output, cache reads, cache writes. */
export const sums = (input: number, output: number, read = 0, written = 0): Columns => ({
  accumulated_input_tokens: input,
  accumulated_output_tokens: output,
  accumulated_cache_read_tokens: read,
  accumulated_cache_write_tokens: written,
})

export const request = (id: number, of: string, input: number, output: number, more: Columns = {}): Columns => ({
  id,
  session_id: of,
  created_timestamp: T0 + id,
  model: 'gpt-4.1',
  input_tokens: input,
  output_tokens: output,
  total_tokens: input + output,
  ...more,
})
