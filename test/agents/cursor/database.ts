import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { writeText } from '../../helpers/folders.ts'

export const STATE = 'globalStorage/state.vscdb'

export const T0 = Date.UTC(2026, 0, 5, 10)

/** As Cursor makes it: a row that is written again replaces the one before, and gets a new number. */
const TABLES = `
  create table if not exists ItemTable (key text unique on conflict replace, value blob);
  create table if not exists cursorDiskKV (key text unique on conflict replace, value blob);`

export interface State {
  /** A value is written as JSON unless it is a text, null, or bytes. */
  put(key: string, value: unknown): void
  item(key: string, value: unknown): void
  run(sql: string, ...values: (string | number)[]): void
}

/** Makes or changes the database of a data folder. It is closed afterwards. */
export function inState<T>(root: string, change: (state: State) => T, file = STATE): T {
  const path = join(root, file)
  mkdirSync(dirname(path), { recursive: true })
  const db = new DatabaseSync(path)
  try {
    db.exec(`begin; ${TABLES}`)
    const into = (table: string) => {
      const insert = db.prepare(`insert into ${table} values (?, ?)`)
      return (key: string, value: unknown): void => void insert.run(key, stored(value))
    }
    const done = change({
      put: into('cursorDiskKV'),
      item: into('ItemTable'),
      run: (sql, ...values) => void db.prepare(sql).run(...values),
    })
    db.exec('commit')
    return done
  } finally {
    db.close()
  }
}

const stored = (value: unknown): string | Uint8Array | null =>
  typeof value === 'string' || value === null || value instanceof Uint8Array ? value : JSON.stringify(value)

/** The row of a session. */
export const composer = (id: string, facts: object = {}): [key: string, value: object] => [
  `composerData:${id}`,
  {
    _v: 3,
    composerId: id,
    createdAt: T0,
    lastUpdatedAt: T0 + 600_000,
    status: 'completed',
    unifiedMode: 'agent',
    modelConfig: { modelName: 'claude-4.5-sonnet-thinking' },
    fullConversationHeadersOnly: [{ bubbleId: 'first', type: 1 }],
    ...facts,
  },
]

/** An answer of the model. Old builds filled the counts. */
export const answer = (
  session: string,
  id: string,
  facts: { input?: number; output?: number; time?: number } & Record<string, unknown> = {},
): [key: string, value: object] => {
  const { input = 0, output = 0, time = T0 + 1000, ...others } = facts
  return [
    `bubbleId:${session}:${id}`,
    {
      _v: 2,
      type: 2,
      bubbleId: id,
      createdAt: new Date(time).toISOString(),
      tokenCount: { inputTokens: input, outputTokens: output },
      isAgentic: true,
      ...others,
    },
  ]
}

export const question = (session: string, id: string): [key: string, value: object] => [
  `bubbleId:${session}:${id}`,
  {
    _v: 2,
    type: 1,
    bubbleId: id,
    createdAt: new Date(T0).toISOString(),
    tokenCount: { inputTokens: 9, outputTokens: 9 },
  },
]

/** A workspace with its folder and the sessions that it lists, as versions before 3.0 kept them. */
export function workspace(root: string, name: string, folder: string, sessions: readonly string[]): void {
  const storage = join('workspaceStorage', name)
  writeText(join(root, storage, 'workspace.json'), JSON.stringify({ folder: pathToFileURL(folder).href }))
  inState(
    root,
    ({ item }) => item('composer.composerData', { allComposers: sessions.map((composerId) => ({ composerId })) }),
    join(storage, 'state.vscdb'),
  )
}
