import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { SQLInputValue } from 'node:sqlite'
import { writeText } from '../../helpers/folders.ts'

export const T0 = Date.UTC(2026, 10, 1, 10)
const CWD = '/made/up/project'

/** An answer as it stands in a row of `message`; a file has its id and its session too (FORMATS 4.2). */
export const answer = (tokens: unknown, over: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => ({
  role: 'assistant',
  parentID: 'msg_0',
  modelID: 'gpt-5.2',
  providerID: 'openai',
  mode: 'build',
  agent: 'build',
  path: { cwd: CWD, root: CWD },
  cost: 0.006048,
  tokens,
  time: { created: T0, completed: T0 + 3000 },
  finish: 'stop',
  ...over,
})

export const question = (created = T0): Record<string, unknown> => ({
  role: 'user',
  time: { created },
  agent: 'build',
  model: { providerID: 'openai', modelID: 'gpt-5.2' },
})

/** As 1.3 made its tables, without the columns that are not read. */
const SCHEMA = `
  create table if not exists session (
    id text primary key, project_id text not null, parent_id text, slug text not null, directory text not null,
    title text not null, version text not null, time_created integer not null, time_updated integer not null,
    time_archived integer
  );
  create table if not exists message (
    id text primary key, session_id text not null, time_created integer not null, time_updated integer not null, data text not null
  );
  create table if not exists part (
    id text primary key, message_id text not null, session_id text not null, time_created integer not null,
    time_updated integer not null, data text not null
  );
  create index if not exists message_session_time_created_id_idx on message (session_id, time_created, id);
  create index if not exists part_message_id_id_idx on part (message_id, id)`

type Values = Readonly<Record<string, SQLInputValue>>

export interface Writer {
  run(sql: string, ...values: SQLInputValue[]): void
  /** A row, or what is new of the row with its id. */
  put(table: string, values: Values): void
  session(id: string, over?: Values): void
  message(id: string, session: string, data: unknown, updated?: number): void
  part(id: string, message: string, data: unknown): void
}

/** Writes to a database of OpenCode's, and closes it. */
export function inDatabase(path: string, write: (writer: Writer) => void): string {
  mkdirSync(dirname(path), { recursive: true })
  const database = new DatabaseSync(path)
  database.exec(`pragma journal_mode = wal; ${SCHEMA}; begin`)
  write(writerOf(database))
  database.exec('commit')
  database.close()
  return path
}

export function writerOf(database: DatabaseSync): Writer {
  const put = (table: string, values: Values): void => {
    const names = Object.keys(values)
    database
      .prepare(
        `insert into ${table} (${names.join(', ')}) values (${names.map(() => '?').join(', ')})
        on conflict (id) do update set ${names.map((name) => `${name} = excluded.${name}`).join(', ')}`,
      )
      .run(...Object.values(values))
  }
  return {
    put,
    run: (sql, ...values) => void database.prepare(sql).run(...values),
    session: (id, over = {}) =>
      put('session', {
        id,
        project_id: 'global',
        slug: 'made-up',
        directory: CWD,
        title: 'made up',
        version: '1.3.2',
        time_created: T0 - 1000,
        time_updated: T0,
        ...over,
      }),
    message: (id, session_id, data, time_updated = T0) =>
      put('message', {
        id,
        session_id,
        time_created: createdOf(data),
        time_updated,
        data: typeof data === 'string' ? data : JSON.stringify(data),
      }),
    part: (id, message_id, data) =>
      put('part', {
        id,
        message_id,
        session_id: 'ses_1',
        time_created: T0,
        time_updated: T0,
        data: JSON.stringify(data),
      }),
  }
}

const createdOf = (data: unknown): number =>
  (data as { readonly time?: { readonly created?: number } }).time?.created ?? T0

export interface Storage {
  session(id: string, over?: Readonly<Record<string, unknown>>): string
  message(id: string, session: string, data: Readonly<Record<string, unknown>>): string
  part(id: string, message: string, data: unknown): string
}

/** The files of generation 2. */
export const inStorage = (root: string): Storage => ({
  session: (id, over = {}) =>
    writeText(
      join(root, 'storage/session/global', `${id}.json`),
      pretty({
        id,
        version: '1.1.11',
        projectID: 'global',
        directory: CWD,
        time: { created: T0 - 1000, updated: T0 },
        ...over,
      }),
    ),
  message: (id, session, data) =>
    writeText(join(root, 'storage/message', session, `${id}.json`), pretty({ id, sessionID: session, ...data })),
  part: (id, message, data) => writeText(join(root, 'storage/part', message, `${id}.json`), pretty(data)),
})

export const pretty = (data: unknown): string => JSON.stringify(data, null, 1)
